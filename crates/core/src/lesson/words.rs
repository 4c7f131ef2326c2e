//! What is said in both languages of the page.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        Error, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};

/// The languages that a lesson is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The key under which a lesson file has it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
        }
    }
}

/// The same thing in both languages; none may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both<T> {
    /// In English.
    pub en: T,
    /// In Chinese.
    pub zh: T,
}

/// A text that a person reads, written in each language.
pub type Words = Both<String>;

impl<T> Both<T> {
    /// That of a language.
    #[must_use]
    pub const fn get(&self, language: Language) -> &T {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// Something that may be the same in both languages, and is then written once:
/// `text = "lollipop"` or `text = { en = "…", zh = "…" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Either<T>(Both<T>);

impl<T> Either<T> {
    /// Another one for each language.
    #[must_use]
    pub const fn of(both: Both<T>) -> Self {
        Self(both)
    }

    /// That of a language.
    #[must_use]
    pub const fn get(&self, language: Language) -> &T {
        self.0.get(language)
    }
}

impl<T: Serialize + PartialEq> Serialize for Either<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.en == self.0.zh { self.0.en.serialize(to) } else { self.0.serialize(to) }
    }
}

impl<'de, T: Deserialize<'de> + Clone> Deserialize<'de> for Either<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(EitherVisitor(PhantomData)).map(Self)
    }
}

/// Reads one thing for both languages, or a table with both. `T` is never a
/// table itself.
struct EitherVisitor<T>(PhantomData<T>);

fn same<T: Clone, E>(read: Result<T, E>) -> Result<Both<T>, E> {
    read.map(|it| Both { en: it.clone(), zh: it })
}

impl<'de, T: Deserialize<'de> + Clone> Visitor<'de> for EitherVisitor<T> {
    type Value = Both<T>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("one value for both languages, or a table with `en` and `zh`")
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<Self::Value, E> {
        same(T::deserialize(serde::de::value::StrDeserializer::new(it)))
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Self::Value, E> {
        same(T::deserialize(serde::de::value::U64Deserializer::new(it)))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Self::Value, E> {
        same(T::deserialize(serde::de::value::I64Deserializer::new(it)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, it: A) -> Result<Self::Value, A::Error> {
        same(T::deserialize(SeqAccessDeserializer::new(it)))
    }

    fn visit_map<A: MapAccess<'de>>(self, it: A) -> Result<Self::Value, A::Error> {
        Both::deserialize(MapAccessDeserializer::new(it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_written_once() {
        let once: Either<String> = serde_json::from_str(r#""lollipop""#).unwrap();
        assert_eq!(
            (once.get(Language::En), once.get(Language::Zh)),
            (&"lollipop".into(), &"lollipop".into())
        );
        assert_eq!(serde_json::to_string(&once).unwrap(), r#""lollipop""#);
        let twice: Either<u32> = serde_json::from_str(r#"{"en":3,"zh":4}"#).unwrap();
        assert_eq!((*twice.get(Language::En), *twice.get(Language::Zh)), (3, 4));
        assert_eq!(serde_json::to_string(&twice).unwrap(), r#"{"en":3,"zh":4}"#);
        let list: Either<Vec<String>> = serde_json::from_str(r#"["a","b"]"#).unwrap();
        assert_eq!(list.get(Language::Zh).len(), 2);
    }

    #[test]
    fn no_language_may_be_missing() {
        let error = |json| serde_json::from_str::<Either<String>>(json).unwrap_err().to_string();
        assert!(error(r#"{"en":"a"}"#).contains("missing field `zh`"));
        assert!(error(r#"{"en":"a","zh":"b","fr":"c"}"#).contains("unknown field `fr`"));
        assert!(error("true").contains("one value for both languages"));
    }
}
