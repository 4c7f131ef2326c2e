//! Which parts of a demo are shared.

use super::{Demo, Params};
use crate::chat::Mode;

/// What goes along; the prompt always does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picks {
    /// The title.
    pub title: bool,
    /// The notes.
    pub notes: bool,
    /// What stands in the fields of the modes that are not chosen.
    pub other_texts: bool,
    /// Model, encoding and window, and the parameters.
    pub model: bool,
    /// The tab that is shown first.
    pub view: bool,
    /// The endpoint's address, as a proposal.
    pub endpoint: bool,
    /// The recorded run.
    pub recorded: bool,
}

impl Default for Picks {
    /// Everything but what is not to be seen on the page.
    fn default() -> Self {
        Self {
            title: true,
            notes: true,
            other_texts: false,
            model: true,
            view: true,
            endpoint: true,
            recorded: true,
        }
    }
}

impl Picks {
    /// The demo without what is not picked.
    #[must_use]
    pub fn of(self, mut demo: Demo) -> Demo {
        if !self.title {
            demo.title.clear();
        }
        if !self.notes {
            demo.notes.clear();
        }
        if !self.other_texts {
            match demo.mode {
                Mode::Chat => demo.text.clear(),
                Mode::Text | Mode::Completion => demo.messages.clear(),
            }
        }
        if !self.model {
            demo.model.clear();
            demo.encoding = None;
            demo.window = None;
            demo.params = Params::default();
        }
        if !self.view {
            demo.view = super::View::default();
        }
        demo.base_url = demo.base_url.filter(|_| self.endpoint);
        demo.recorded = demo.recorded.filter(|_| self.recorded);
        demo
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{Message, Role};
    use crate::demo::{Recorded, View};

    fn whole() -> Demo {
        Demo {
            title: "t".to_owned(),
            notes: "n".to_owned(),
            text: "x".to_owned(),
            messages: vec![Message::new(Role::User, "c")],
            model: "o".to_owned(),
            window: Some(1),
            params: Params { top_p: Some(0.5), ..Params::default() },
            base_url: Some("https://a.example/v1".to_owned()),
            view: View::Wire,
            recorded: Some(Recorded::default()),
            ..Demo::default()
        }
    }

    #[track_caller]
    fn check(picks: Picks, json: &str) {
        assert_eq!(serde_json::to_string(&picks.of(whole())).unwrap(), json);
    }

    #[test]
    fn what_is_not_picked_does_not_go_along() {
        let all = Picks { other_texts: true, ..Picks::default() };
        assert_eq!(all.of(whole()), whole());
        check(
            Picks::default(),
            r#"{"t":"t","n":"n","c":[{"r":"user","c":"c"}],"o":"o","w":1,"p":{"p":0.5},"u":"https://a.example/v1","v":"wire","r":{}}"#,
        );
        let none = Picks {
            title: false,
            notes: false,
            other_texts: false,
            model: false,
            view: false,
            endpoint: false,
            recorded: false,
        };
        check(none, r#"{"c":[{"r":"user","c":"c"}]}"#);
        let text = none.of(Demo { mode: Mode::Text, ..whole() });
        assert_eq!(serde_json::to_string(&text).unwrap(), r#"{"m":"text","x":"x"}"#);
    }
}
