//! The library, as a person uses it, and what the browser keeps of it.

use serde_json::{Value, json};

use crate::{Page, hands::FIND};

/// Reads every record: an object of texts by key.
const RECORDS: &str = "
const done = arguments[arguments.length - 1];
const open = indexedDB.open('lollipop');
open.onsuccess = () => {
  const store = open.result.transaction('demos').objectStore('demos');
  const [keys, values] = [store.getAllKeys(), store.getAll()];
  values.onsuccess = () => {
    open.result.close();
    done(Object.fromEntries(keys.result.map((key, at) => [key, values.result[at]])));
  };
};";

/// Puts records where the library keeps them, before the page is there.
const PUT: &str = "
const [records, done] = arguments;
const open = indexedDB.open('lollipop', 1);
open.onupgradeneeded = () => open.result.createObjectStore('demos');
open.onsuccess = () => {
  const writing = open.result.transaction('demos', 'readwrite');
  for (const [key, record] of Object.entries(records)) writing.objectStore('demos').put(record, key);
  writing.oncomplete = () => { open.result.close(); done(true); };
};";

impl Page {
    /// Opens the library.
    pub async fn open_library(&self) {
        self.click("library").await;
        self.by("library-import").await;
    }

    /// Closes it.
    pub async fn close_library(&self) {
        self.click("library-close").await;
        self.wait_count("library-import", 0).await;
    }

    /// Saves what is on the page under a name, and leaves the library open.
    pub async fn save_as(&self, name: &str, tags: &str) {
        self.open_library().await;
        self.fill("library-name", name).await;
        self.fill("library-tags", tags).await;
        self.click("library-save").await;
        self.by("library-said").await;
    }

    /// Waits until the list of the library is these names, in this order.
    pub async fn wait_titles(&self, expected: &[&str]) {
        self.wait_until(&format!(
            "JSON.stringify(Array.from(document.querySelectorAll('[data-testid=library-title]'),
                it => it.textContent.trim())) === JSON.stringify({})",
            json!(expected)
        ))
        .await;
    }

    /// Chooses a file with this text for import.
    pub async fn import_text(&self, name: &str, text: &str) {
        self.by("library-import").await;
        let script = format!(
            "{FIND} const files = new DataTransfer();
             files.items.add(new File([arguments[3]], arguments[2]));
             element.files = files.files;
             element.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        self.js(&script, vec![json!("library-import"), json!(0), json!(name), json!(text)]).await;
    }

    /// The records of the library as they are stored, by key.
    pub async fn records(&self) -> Value {
        let answer = self.session().execute_async(RECORDS, vec![]).await;
        answer.expect("a database").json().clone()
    }

    /// Puts records into the library's storage. The page reads them when it is
    /// loaded next.
    pub async fn put_records(&self, records: Value) {
        self.session().execute_async(PUT, vec![records]).await.expect("a database");
    }
}
