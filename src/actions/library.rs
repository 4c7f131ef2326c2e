//! Verbs on the library. Each reads what is stored and writes in one
//! transaction, so that tabs do not overwrite each other; where the browser
//! keeps nothing, the library of this tab goes on in memory and says so.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    demo::{Demo, file_name},
    library::{self, Entry, EntryId, Imported, KeptRun, MAX_FILE_BYTES, Saved, SetAside},
    run::Run,
};

use super::{Machinery, edit, open};
use crate::{
    browser::{
        database::{self, Write},
        drafts::{self, Origin},
        file::{self, Brought},
        page::{jitter, unix_ms},
        tabs,
    },
    part_verb, say,
    state::{
        AppState,
        library::{LibraryState, Said},
    },
};

/// How many drafts of other tabs stay drafts; older ones go into the library.
const MOST_DRAFTS: usize = 8;

part_verb! {
    /// Reads the library, keeps up with other tabs, and notes runs from now on;
    /// once, however often it is called.
    pub async fn start in travel(state: AppState) {
        begin_once(state);
    }
}

fn begin_once(state: AppState) {
    if !state.library.started.get_value() {
        state.library.started.set_value(true);
        state.owner.with_value(|owner| owner.with(|| begin(state)));
    }
}

fn begin(state: AppState) {
    spawn_local(async move {
        load(state.library).await;
        tidy_drafts(state).await;
    });
    tabs::on_library_change(move || spawn_local(load(state.library)));
    let is_over = Memo::new(move |_| state.run.with(|run| run.as_ref().is_some_and(|it| !it.is_active())));
    Effect::new(move || {
        if is_over.get() {
            untrack(|| note_run(state));
        }
    });
}

/// Reads all records. What the browser did not keep stays as this tab has it.
async fn load(library: LibraryState) {
    match database::all().await {
        Ok(records) => show(library, records),
        Err(error) => library.fault.set(Some(error)),
    }
}

fn show(library: LibraryState, records: Vec<(String, String)>) {
    let (mut entries, mut aside) = (Vec::new(), Vec::new());
    for (key, raw) in records {
        match library::read_record(&raw) {
            // The key is what tabs meet by, whatever the record says.
            Ok(mut entry) => {
                entry.id = EntryId::from_key(key);
                entries.push(Arc::new(entry));
            }
            Err(error) => aside.push(SetAside { key, raw, error }),
        }
    }
    library.unkept.with_untracked(|unkept| {
        entries.retain(|it| !unkept.contains(&it.id));
        library.entries.with_untracked(|before| {
            entries.extend(before.iter().filter(|it| unkept.contains(&it.id)).cloned());
        });
    });
    library.entries.set(entries);
    library.aside.set(aside);
}

/// Does what `decide` makes of the records under `ids`, in storage and on the
/// page; on the page also where storage refuses.
async fn change(
    library: LibraryState,
    ids: &[EntryId],
    decide: impl FnOnce(Vec<Option<String>>) -> Vec<Change>,
) {
    let keys: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let mut decide = Some(decide);
    let mut made = None;
    let result = database::change(&keys, |stored| {
        let changes = decide.take().map(|decide| decide(stored)).unwrap_or_default();
        let writes = changes.iter().map(Change::to_write).collect();
        made = Some(changes);
        writes
    })
    .await;
    let changes = made.unwrap_or_else(|| {
        let stored = ids.iter().map(|id| library.entry(id).map(|it| it.to_record())).collect();
        decide.take().map(|decide| decide(stored)).unwrap_or_default()
    });
    library.unkept.update(|unkept| {
        for change in &changes {
            if result.is_err() {
                unkept.insert(change.id().clone());
            } else {
                unkept.remove(change.id());
            }
        }
    });
    library.entries.update(|entries| {
        for change in changes {
            entries.retain(|it| it.id != *change.id());
            if let Change::Put(entry) = change {
                entries.push(Arc::new(*entry));
            }
        }
    });
    library.fault.set(result.err());
    if result.is_ok() {
        keep_late(library).await;
        tabs::announce();
    }
}

/// Storage takes changes again: those that it refused are made up for.
async fn keep_late(library: LibraryState) {
    let ids: Vec<_> = library.unkept.with_untracked(|all| all.iter().cloned().collect());
    if ids.is_empty() {
        return;
    }
    let keys: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let mut kept = Vec::new();
    let result = database::change(&keys, |stored| {
        // One that was deleted here in the meantime comes back with the next
        // reading: it cannot be told whether another tab needs it.
        let mine = stored.into_iter().zip(&ids).filter_map(|(stored, id)| {
            let entry = Entry::clone(&*library.entry(id)?);
            Some((id.clone(), library::keep_late(stored.as_deref(), entry, fresh())))
        });
        kept = mine.collect();
        kept.iter().map(|(_, entry)| Change::Put(Box::new(entry.clone())).to_write()).collect()
    })
    .await;
    if let Err(error) = result {
        return library.fault.set(Some(error));
    }
    library.unkept.update(|all| all.clear());
    library.entries.update(|entries| {
        for (id, entry) in kept {
            entries.retain(|it| it.id != id);
            entries.push(Arc::new(entry));
        }
    });
}

/// What becomes of one entry.
enum Change {
    Put(Box<Entry>),
    Remove(EntryId),
}

impl Change {
    const fn id(&self) -> &EntryId {
        match self {
            Self::Put(entry) => &entry.id,
            Self::Remove(id) => id,
        }
    }

    fn to_write(&self) -> Write {
        let key = self.id().to_string();
        match self {
            Self::Put(entry) => Write::Put { key, record: entry.to_record() },
            Self::Remove(_) => Write::Remove { key },
        }
    }
}

/// Changes the stored record of one entry, if it can be read.
fn change_one(state: AppState, id: EntryId, change_it: impl FnOnce(&mut Entry) + 'static) {
    spawn_local(async move {
        change(state.library, &[id], |stored| {
            let entry = stored.into_iter().flatten().find_map(|it| library::read_record(&it).ok());
            let changed = entry.map(|mut entry| {
                change_it(&mut entry);
                Change::Put(Box::new(entry))
            });
            changed.into_iter().collect()
        })
        .await;
    });
}

fn fresh() -> EntryId {
    EntryId::new(unix_ms(), jitter())
}

fn is_taken(library: LibraryState, title: &str) -> bool {
    library.entries.with_untracked(|all| all.iter().any(|it| it.demo.title == title))
}

/// Saves the draft under this title: as the demo that it is of, or as a new one.
pub fn save(state: AppState, title: &str, tags: &str, as_new: bool) {
    let title = title.trim().to_owned();
    if state.draft.with_untracked(|draft| draft.title != title) {
        state.draft.update(|draft| draft.title = title);
        state.classic.set(None);
    }
    let demo = state.draft.with_untracked(|draft| draft.to_demo(true));
    let tags = library::read_tags(tags);
    let library = state.library;
    let origin = library.origin.get_untracked().filter(|_| !as_new);
    let now = unix_ms();
    let other_tab = say!(state.language, library.other_tab);
    spawn_local(async move {
        let mut said = Said::Saved;
        let mut saved = None;
        let id = origin.as_ref().map_or_else(fresh, |it| it.id.clone());
        change(library, std::slice::from_ref(&id), |stored| {
            let mut mine = Entry::new(id.clone(), demo, tags, now);
            let entry = if let Some(origin) = origin {
                mine.revision = origin.revision;
                let stored = stored.into_iter().next().flatten();
                let beside = |demo: &Demo| {
                    (fresh(), library::beside(&demo.title, &other_tab, |it| is_taken(library, it)))
                };
                match library::save(stored.as_deref(), mine, now, beside) {
                    Saved::Kept(entry) => entry,
                    Saved::Beside(entry) => {
                        said = Said::SavedBeside(entry.demo.title.clone());
                        entry
                    }
                }
            } else {
                mine
            };
            saved = Some(entry.clone());
            vec![Change::Put(Box::new(entry))]
        })
        .await;
        let Some(saved) = saved else { return };
        state.draft.update(|draft| draft.title.clone_from(&saved.demo.title));
        // What is in the library need not be offered again when it is replaced.
        state.loaded.set_value(Some(state.draft.get_untracked()));
        library.origin.set(Some(Origin { id: saved.id, revision: saved.revision }));
        library.said.set(Some(said));
        // A tab of both: after a conflict the other tab's version is to be seen.
        load(library).await;
        open::keep_draft(state);
    });
}

/// Gives a demo another title and other tags.
pub fn rename(state: AppState, id: EntryId, title: &str, tags: &str) {
    let (title, tags) = (title.trim().to_owned(), library::read_tags(tags));
    let of_draft = state.library.origin.with_untracked(|it| it.as_ref().is_some_and(|it| it.id == id));
    if of_draft {
        state.draft.update(|draft| draft.title.clone_from(&title));
    }
    let now = unix_ms();
    change_one(state, id, move |entry| {
        entry.tags = tags;
        if entry.demo.title != title {
            let before = entry.revision;
            entry.change(Demo { title, ..entry.demo.clone() }, now);
            let after = entry.revision;
            state.library.origin.update(|origin| {
                if let Some(it) = origin.as_mut().filter(|it| it.id == entry.id && it.revision == before) {
                    it.revision = after;
                }
            });
        }
    });
}

/// Puts a demo above the others, or back among them.
pub fn pin(state: AppState, id: EntryId) {
    change_one(state, id, |entry| entry.pinned = !entry.pinned);
}

/// Makes a second demo of one; the runs stay with the first.
pub fn duplicate(state: AppState, id: &EntryId) {
    let Some(entry) = state.library.entry(id) else { return };
    let copy = say!(state.language, library.copy_of);
    let title = library::beside(&entry.demo.title, &copy, |it| is_taken(state.library, it));
    let demo = Demo { title, ..entry.demo.clone() };
    let copy = Entry::new(fresh(), demo, entry.tags.clone(), unix_ms());
    spawn_local(async move {
        change(state.library, &[], |_| vec![Change::Put(Box::new(copy))]).await;
    });
}

/// Deletes a demo; it can be put back.
pub fn delete(state: AppState, id: EntryId) {
    let library = state.library;
    let Some(entry) = library.entry(&id) else { return };
    spawn_local(async move {
        let mut deleted = entry;
        change(library, std::slice::from_ref(&id), |stored| {
            // As it is now, with what another tab did to it.
            if let Some(now) = stored.into_iter().flatten().find_map(|it| library::read_record(&it).ok()) {
                deleted = Arc::new(now);
            }
            vec![Change::Remove(id.clone())]
        })
        .await;
        library.said.set(None);
        library.deleted.update(|all| all.push(deleted));
    });
}

/// Puts the demo that was deleted last back, as it was.
pub fn undelete(state: AppState) {
    let library = state.library;
    let mut last = None;
    library.deleted.update(|all| last = all.pop());
    let Some(entry) = last else { return };
    spawn_local(async move {
        let id = entry.id.clone();
        change(library, &[id], |stored| {
            let stored = stored.into_iter().next().flatten();
            let entry = library::add(stored.as_deref(), Entry::clone(&entry), fresh());
            entry.into_iter().map(|it| Change::Put(Box::new(it))).collect()
        })
        .await;
    });
}

/// Puts a demo on the page. Its endpoint is only proposed.
pub fn open_entry(state: AppState, machinery: Machinery, id: &EntryId) {
    let Some(entry) = state.library.entry(id) else { return };
    put_on_page(state, machinery, entry.demo.clone());
    state.library.origin.set(Some(Origin { id: entry.id.clone(), revision: entry.revision }));
    state.library.open.set(false);
}

/// Puts the draft of another tab on the page; there it stays, too.
pub fn open_draft(state: AppState, machinery: Machinery, slot: &str) {
    let found = state.library.drafts.with_untracked(|all| all.iter().find(|it| it.slot == slot).cloned());
    if let Some(draft) = found {
        put_on_page(state, machinery, draft.demo);
        state.library.open.set(false);
    }
}

fn put_on_page(state: AppState, machinery: Machinery, demo: Demo) {
    let proposal = demo.base_url.clone();
    edit::replace(state, machinery, demo);
    let same = state.draft.with_untracked(|draft| proposal.as_deref() == Some(draft.base_url.trim()));
    state.proposal.set(proposal.filter(|_| !same));
}

/// Shows the library.
pub fn show_library(state: AppState) {
    state.library.open.set(true);
}

/// Brings the library on the page up to date: the drafts that other tabs have now.
pub fn freshen(state: AppState) {
    begin_once(state);
    untrack(|| read_drafts(state));
}

fn read_drafts(state: AppState) {
    let drafts = state.tab.with_value(drafts::Tab::others);
    let here = state.draft.with_untracked(|draft| draft.to_demo(true));
    let is_other = |demo: &Demo| has_text(demo) && !says_the_same(demo, &here);
    state.library.drafts.set(drafts.into_iter().filter(|it| is_other(&it.demo)).collect());
}

fn has_text(demo: &Demo) -> bool {
    !demo.text.is_empty() || demo.messages.iter().any(|it| !it.content.is_empty())
}

fn says_the_same(one: &Demo, other: &Demo) -> bool {
    one.text == other.text && one.messages == other.messages
}

/// The oldest drafts of closed tabs become demos of the library, so that they
/// do not fill the storage of drafts; nothing of them goes.
async fn tidy_drafts(state: AppState) {
    let others = state.tab.with_value(drafts::Tab::others);
    let tag = untrack(|| say!(state.language, library.draft_tag));
    for old in others.into_iter().skip(MOST_DRAFTS) {
        let known = state
            .library
            .entries
            .with_untracked(|all| all.iter().any(|it| says_the_same(&it.demo, &old.demo)));
        if has_text(&old.demo) && !known {
            let entry = Entry::new(fresh(), old.demo, vec![tag.clone()], old.at_ms);
            change(state.library, &[], |_| vec![Change::Put(Box::new(entry))]).await;
            if state.library.fault.with_untracked(Option::is_some) {
                return;
            }
        }
        if let Some(replaced) = drafts::forget(&old.slot).filter(has_text) {
            let entry = Entry::new(fresh(), replaced, vec![tag.clone()], old.at_ms);
            change(state.library, &[], |_| vec![Change::Put(Box::new(entry))]).await;
        }
    }
    read_drafts(state);
}

/// Gives the person a file of these demos, or of all.
pub fn export(state: AppState, only: Option<&[EntryId]>) {
    let chosen = state.library.entries.with_untracked(|all| {
        let mut chosen: Vec<_> =
            all.iter().filter(|it| only.is_none_or(|ids| ids.contains(&it.id))).cloned().collect();
        chosen.sort_by(|a, b| a.id.cmp(&b.id));
        chosen
    });
    let name = match chosen.as_slice() {
        [one] => file_name(&one.demo.title),
        _ => "lollipop-library.json".to_owned(),
    };
    save_file(state.library, &name, &library::export(chosen.iter().map(AsRef::as_ref)));
}

/// Gives the person a record that cannot be read, as it is.
pub fn save_aside(library: LibraryState, record: &SetAside) {
    save_file(library, &file_name(&record.key), &record.raw);
}

fn save_file(library: LibraryState, name: &str, text: &str) {
    if !file::save_as(name, "application/json", text) {
        library.said.set(Some(Said::NotSaved(name.to_owned())));
    }
}

part_verb! {
    /// Takes in the demos of a file. What is there already stays as it is.
    pub async fn import_dropped in travel(state: AppState, file: Brought) {
        import(state, file);
    }
}

/// Takes in the demos of a file. What is there already stays as it is.
pub fn import(state: AppState, file: Brought) {
    let library = state.library;
    spawn_local(async move {
        let name = file.name();
        // The bound is far below what the type holds; by a byte more a larger
        // file is known.
        let Some(bytes) = file.front_bytes(MAX_FILE_BYTES as u32 + 1).await else {
            return library.said.set(Some(Said::Unreadable(name)));
        };
        match library::read(&bytes, unix_ms(), fresh) {
            Ok(imported) => add_all(library, imported).await,
            Err(error) => library.said.set(Some(Said::NotImported(name, error))),
        }
    });
}

async fn add_all(library: LibraryState, imported: Imported) {
    let Imported { entries, skipped, left_out } = imported;
    let count = entries.len();
    let ids: Vec<_> = entries.iter().map(|it| it.id.clone()).collect();
    let mut added = 0;
    change(library, &ids, |stored| {
        let new = stored.into_iter().zip(entries).filter_map(|(stored, entry)| {
            library::add(stored.as_deref(), entry, fresh()).map(|it| Change::Put(Box::new(it)))
        });
        let changes: Vec<_> = new.collect();
        added = changes.len();
        changes
    })
    .await;
    library.said.set(Some(Said::Imported { added, known: count - added, skipped, left_out }));
}

/// Adds the run that is over to the demo that the draft is of. One that was
/// only shown again is in the demo already.
fn note_run(state: AppState) {
    if state.replayed.with_untracked(Option::is_some) {
        return;
    }
    let Some(origin) = state.library.origin.get_untracked() else { return };
    let sent_to = state.sent_to.get_untracked();
    let (origin_of_run, model) = sent_to.map(|(to, model)| (Some(to.origin), model)).unwrap_or_default();
    let kept = state.run.with_untracked(|run: &Option<Run>| {
        run.as_ref().and_then(|it| KeptRun::of(it, &model, origin_of_run, unix_ms()))
    });
    if let Some(kept) = kept {
        change_one(state, origin.id, move |entry| entry.push_run(kept));
    }
}
