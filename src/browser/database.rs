//! The records of the library, in IndexedDB.
//!
//! Knows keys and records as texts, not what is in them: a record that cannot
//! be read is still one that is never lost. A connection lives as long as one
//! transaction, so that no tab holds up a newer version of the page.

use js_sys::{Array, Function, JSON, Promise};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode, Window,
};

const NAME: &str = "lollipop";
const VERSION: u32 = 1;
/// Records under the ids of their entries.
const DEMOS: &str = "demos";

/// Why the browser did not keep something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseError {
    /// There is no room.
    #[error("the browser has no room left")]
    NoRoom,
    /// It allows no storage here, or the database is of a later version.
    #[error("the browser refuses to store anything")]
    Refused,
}

impl From<JsValue> for DatabaseError {
    fn from(error: JsValue) -> Self {
        let exception = error.dyn_ref::<DomException>();
        if exception.is_some_and(|it| it.name() == "QuotaExceededError") {
            Self::NoRoom
        } else {
            Self::Refused
        }
    }
}

/// What to do with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Writes a record over what is there.
    Put {
        /// Where.
        key: String,
        /// What.
        record: String,
    },
    /// Takes out what is there.
    Remove {
        /// Where.
        key: String,
    },
}

/// Waits for a request. A transaction stays open while its requests are
/// waited for one after another, for what waits goes on within their events.
async fn answer(request: &IdbRequest) -> Result<JsValue, DatabaseError> {
    let ended = Promise::new(&mut |done: Function, failed: Function| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    match JsFuture::from(ended).await {
        Ok(_) => Ok(request.result()?),
        Err(_) => Err(request.error()?.map_or(DatabaseError::Refused, |it| JsValue::from(it).into())),
    }
}

/// Waits until all that was written is kept.
async fn commit(transaction: IdbTransaction) -> Result<(), DatabaseError> {
    let ended = Promise::new(&mut |done: Function, failed: Function| {
        transaction.set_oncomplete(Some(&done));
        transaction.set_onabort(Some(&failed));
    });
    match JsFuture::from(ended).await {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction.error().map_or(DatabaseError::Refused, |it| JsValue::from(it).into())),
    }
}

async fn open() -> Result<IdbDatabase, DatabaseError> {
    let window: Window = web_sys::window().ok_or(DatabaseError::Refused)?;
    let factory = window.indexed_db()?.ok_or(DatabaseError::Refused)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let opening = request.clone();
    let upgrade = Closure::once(move || {
        // Whatever version was there: what is missing is made, nothing goes. A
        // failure here fails the opening, which is where it is seen.
        if let Ok(Ok(database)) = opening.result().map(JsValue::dyn_into::<IdbDatabase>)
            && !database.object_store_names().contains(DEMOS)
        {
            let _ = database.create_object_store(DEMOS);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    answer(&request).await?.dyn_into().map_err(|_| DatabaseError::Refused)
}

/// Every key with its record.
///
/// # Errors
///
/// See [`DatabaseError`].
pub async fn all() -> Result<Vec<(String, String)>, DatabaseError> {
    let database = open().await?;
    let found = read_all(&database).await;
    database.close();
    found
}

async fn read_all(database: &IdbDatabase) -> Result<Vec<(String, String)>, DatabaseError> {
    let store = database.transaction_with_str(DEMOS)?.object_store(DEMOS)?;
    let (keys, values) = (store.get_all_keys()?, store.get_all()?);
    let keys: Array = answer(&keys).await?.into();
    let values: Array = answer(&values).await?.into();
    Ok(keys.iter().map(|it| text(&it)).zip(values.iter().map(|it| text(&it))).collect())
}

/// Reads the records under `keys`, and does what `decide` makes of them, all
/// in one transaction: no other tab comes in between, and either all is
/// written or nothing.
///
/// # Errors
///
/// See [`DatabaseError`]. `decide` may have been called or not.
pub async fn change(
    keys: &[String],
    decide: impl FnOnce(Vec<Option<String>>) -> Vec<Write>,
) -> Result<(), DatabaseError> {
    let database = open().await?;
    let changed = change_in(&database, keys, decide).await;
    database.close();
    changed
}

async fn change_in(
    database: &IdbDatabase,
    keys: &[String],
    decide: impl FnOnce(Vec<Option<String>>) -> Vec<Write>,
) -> Result<(), DatabaseError> {
    let transaction = database.transaction_with_str_and_mode(DEMOS, IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(DEMOS)?;
    let mut stored = Vec::with_capacity(keys.len());
    for key in keys {
        let found = answer(&store.get(&key.into())?).await?;
        stored.push((!found.is_undefined()).then(|| text(&found)));
    }
    let written = decide(stored).into_iter().try_for_each(|it| write(&store, it));
    if let Err(error) = written {
        // All or nothing; if it cannot be undone, it was not done.
        let _ = transaction.abort();
        return Err(error);
    }
    commit(transaction).await
}

/// Asks for a write; [`commit`] says what came of it.
fn write(store: &IdbObjectStore, write: Write) -> Result<(), DatabaseError> {
    match write {
        Write::Put { key, record } => store.put_with_key(&record.into(), &key.into())?,
        Write::Remove { key } => store.delete(&key.into())?,
    };
    Ok(())
}

/// A value as text. We store texts; anything else is shown as JSON.
fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| JSON::stringify(value).map(String::from).unwrap_or_default())
}
