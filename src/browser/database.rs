//! The records of the library, in IndexedDB.
//!
//! Knows keys and records as texts, not what is in them: a record that cannot
//! be read is still one that is never lost. A connection lives as long as one
//! transaction, so that no tab holds up a newer version of the page.

use idb::{
    Database, DatabaseEvent as _, Error, Factory, ObjectStoreParams, TransactionMode, TransactionResult,
};
use js_sys::JSON;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::DomException;

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

impl From<Error> for DatabaseError {
    fn from(error: Error) -> Self {
        let value = match error {
            Error::DomException(exception) => JsValue::from(exception),
            Error::UpdateFailed(value) | Error::AddFailed(value) => value,
            _ => return Self::Refused,
        };
        let exception = value.dyn_ref::<DomException>();
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

async fn open() -> Result<Database, DatabaseError> {
    let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // Whatever version was there: what is missing is made, nothing goes. A
        // failure here fails the opening, which is where it is seen.
        if let Ok(database) = event.database()
            && !database.store_names().iter().any(|it| it == DEMOS)
        {
            let _ = database.create_object_store(DEMOS, ObjectStoreParams::new());
        }
    });
    Ok(request.await?)
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

async fn read_all(database: &Database) -> Result<Vec<(String, String)>, DatabaseError> {
    let transaction = database.transaction(&[DEMOS], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(DEMOS)?;
    let (keys, values) = (store.get_all_keys(None, None)?, store.get_all(None, None)?);
    let keys = keys.await?;
    let values = values.await?;
    Ok(keys.iter().map(text).zip(values.iter().map(text)).collect())
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
    database: &Database,
    keys: &[String],
    decide: impl FnOnce(Vec<Option<String>>) -> Vec<Write>,
) -> Result<(), DatabaseError> {
    let transaction = database.transaction(&[DEMOS], TransactionMode::ReadWrite)?;
    let store = transaction.object_store(DEMOS)?;
    let mut stored = Vec::with_capacity(keys.len());
    for key in keys {
        stored.push(store.get(JsValue::from(key))?.await?.as_ref().map(text));
    }
    let mut asked = Vec::new();
    for write in decide(stored) {
        match write {
            Write::Put { key, record } => {
                asked.push(store.put(&JsValue::from(record), Some(&JsValue::from(key)))?);
            }
            Write::Remove { key } => {
                store.delete(JsValue::from(key))?.await?;
            }
        }
    }
    for request in asked {
        request.await?;
    }
    match transaction.commit()?.await? {
        TransactionResult::Committed => Ok(()),
        // The disk had no room after all.
        TransactionResult::Aborted => Err(DatabaseError::NoRoom),
    }
}

/// A value as text. We store texts; anything else is shown as JSON.
fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| JSON::stringify(value).map(String::from).unwrap_or_default())
}
