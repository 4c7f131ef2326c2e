//! Verbs of the lens: look, take, roll, go back, guess.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use lollipop_core::{
    chat::{Message, Mode, Role},
    endpoint::{Reach, ResolvedUrl},
    lens::{Chance, Distribution, Fell, NodeId, Step, Tree, Written, find_guess, parts, roll as fall},
    lm::LmPrompt,
    run::RunStatus,
    wire::{Field, Prompt, RequestSpec, most_top_logprobs},
};

use super::{Machinery, edit, exchange::answer, lm, send};
use crate::{
    browser::{endpoint::Stopper, lm::Unlooked, page},
    state::{
        AppState,
        lens::{Asked, Done, LookFault, Looking},
        lm::LmStage,
    },
};

/// The chances of so many places are kept; the model computes others again at once.
const VIEWS_KEPT: usize = 24;
/// So many of the likeliest are kept with a token that was chosen.
const TOP_KEPT: usize = 8;
/// The token that is asked for, one at a time.
const ONE_TOKEN: u32 = 1;

/// Begins anew where the prompt, or who is asked, is no longer what the tree
/// grows from. Returns whether there is anything to look at.
pub fn renew(state: AppState) -> bool {
    let lens = state.lens;
    let asked = state.chances().asked.get_untracked();
    let root = state.draft.with_untracked(|it| it.prompt()).map(|prompt| (asked, prompt));
    if lens.root.with_untracked(|it| *it != root) {
        forget(state);
        lens.root.set(root);
    }
    lens.root.with_untracked(Option::is_some)
}

fn forget(state: AppState) {
    let lens = state.lens;
    lens.turn.update_value(|it| *it = it.wrapping_add(1));
    lens.tree.set(Tree::default());
    lens.views.update(|it| it.clear());
    lens.looking.set(Looking::Idle);
    lens.done.set(None);
    cover(state);
}

fn cover(state: AppState) {
    state.lens.revealed.set(false);
    state.lens.judged.set(None);
}

/// Looks at the chances where one stands, if the model in the tab is there to
/// give them. An endpoint is only asked by hand.
pub fn look_in_tab(state: AppState, machinery: Machinery) {
    let lens = state.lens;
    let is_there = state.lm.stage.with_untracked(|it| matches!(it, LmStage::Loaded(_)));
    if state.chances().asked.get_untracked() != Asked::Tab || !is_there || !renew(state) {
        return;
    }
    let known = state.chances().here.with_untracked(Option::is_some) || untrack(|| lens.has_ended());
    let Some(ids) = lens.tree.with_untracked(Tree::ids).filter(|_| !known) else { return };
    let Some((_, prompt)) = lens.root.get_untracked() else { return };
    let prompt = match prompt {
        Prompt::Messages(messages) => LmPrompt::Messages(messages),
        Prompt::Raw(text) => LmPrompt::Raw(text),
    };
    let client = lm::client(state, machinery);
    let (turn, at) = begin(state);
    spawn_local(async move {
        let looked = client.look(prompt, ids).await;
        if lens.turn.get_value() != turn {
            return;
        }
        match looked {
            Ok(looked) => show(state, at, Distribution::of_all(&looked.logprobs)),
            Err(Unlooked::Superseded) => {}
            Err(Unlooked::Refused(why)) => lens.looking.set(Looking::Failed(LookFault::Refused(why))),
            Err(Unlooked::Gone) => lens.looking.set(Looking::Failed(LookFault::Gone)),
        }
    });
}

/// A new question, with its number and the place that it is about.
fn begin(state: AppState) -> (u32, NodeId) {
    let lens = state.lens;
    lens.turn.update_value(|it| *it = it.wrapping_add(1));
    lens.looking.set(Looking::Waiting);
    (lens.turn.get_value(), lens.tree.with_untracked(Tree::at))
}

fn show(state: AppState, at: NodeId, distribution: Distribution) {
    let lens = state.lens;
    lens.views.update(|all| {
        if all.len() >= VIEWS_KEPT {
            all.pop_first();
        }
        all.insert(at, Arc::new(distribution));
    });
    lens.looking.set(Looking::Idle);
}

/// Asks the endpoint for one token and the chances of the others. `then_take`:
/// goes on with the token that it rolled.
pub fn ask_endpoint(state: AppState, machinery: Machinery, then_take: bool) {
    stop(state, machinery);
    if !renew(state) {
        return;
    }
    let lens = state.lens;
    let (to, spec) = match question(state) {
        Ok(question) => question,
        Err(fault) => return lens.looking.set(Looking::Failed(fault)),
    };
    let (turn, at) = begin(state);
    let stopper = Stopper::new();
    machinery.lens_stopper.set_value(Some(stopper.clone()));
    spawn_local(async move {
        let answer = one_token(state, machinery, to, &spec, stopper).await;
        if lens.turn.get_value() != turn {
            return;
        }
        let written = match answer {
            Ok((written, is_llama)) => {
                lens.is_llama.set(is_llama);
                written
            }
            Err(fault) => return lens.looking.set(Looking::Failed(fault)),
        };
        // The list may lack the token that was rolled.
        let mut top = written.top.clone();
        if written.rank().is_none() {
            top.push(written.chosen.clone());
        }
        show(state, at, Distribution::of_list(&top));
        if then_take {
            lens.done.set(Some(Done::RolledThere(written.chosen.clone())));
            let rank = state
                .chances()
                .here
                .with_untracked(|it| it.as_ref().and_then(|it| it.rank_of(&written.chosen)));
            go_on(state, written, rank);
        }
    });
}

/// Stops the question to the endpoint.
pub fn stop(state: AppState, machinery: Machinery) {
    let stopper = machinery.lens_stopper.get_value();
    machinery.lens_stopper.set_value(None);
    if let Some(stopper) = stopper {
        stopper.stop();
        state.lens.turn.update_value(|it| *it = it.wrapping_add(1));
        state.lens.looking.set(Looking::Idle);
    }
}

/// What the endpoint would be asked where one stands.
fn question(state: AppState) -> Result<(ResolvedUrl, RequestSpec), LookFault> {
    let lens = state.lens;
    let to = state.target().with_untracked(Clone::clone).map_err(|_| LookFault::NoAddress)?;
    let (model, params) = state.draft.with_untracked(|it| (it.model.trim().to_owned(), it.params()));
    if model.is_empty() {
        return Err(LookFault::NoModel);
    }
    let Some((_, mut prompt)) = lens.root.get_untracked() else { return Err(LookFault::NoAddress) };
    let bytes = lens.tree.with_untracked(Tree::bytes);
    let way = String::from_utf8(bytes).map_err(|_| LookFault::HalfCharacter)?;
    if !way.is_empty() {
        match &mut prompt {
            Prompt::Raw(text) => text.push_str(&way),
            Prompt::Messages(messages) if lens.is_llama.get_untracked() => {
                messages.push((Role::Assistant.as_str().to_owned(), way));
            }
            Prompt::Messages(_) => return Err(LookFault::NoContinuing),
        }
    }
    let params = params.ok();
    let most = most_top_logprobs(&prompt, to.reach == Reach::Secure);
    let spec = RequestSpec {
        model,
        prompt,
        temperature: params.as_ref().and_then(|it| it.temperature),
        top_p: params.as_ref().and_then(|it| it.top_p),
        top_k: params.as_ref().and_then(|it| it.top_k),
        seed: None,
        stop: Vec::new(),
        max_tokens: Some(ONE_TOKEN),
        top_logprobs: Some(most),
        stream: false,
    };
    Ok((to, spec))
}

/// The token that the endpoint writes, and whether it is llama.cpp.
async fn one_token(
    state: AppState,
    machinery: Machinery,
    to: ResolvedUrl,
    spec: &RequestSpec,
    stopper: Stopper,
) -> Result<(Written, bool), LookFault> {
    let run = answer(state, machinery, to, spec, stopper).await;
    if let RunStatus::Failed(error) = run.status {
        return Err(LookFault::Endpoint(error));
    }
    let written = run.tokens.first().ok_or(LookFault::NoAlternatives)?;
    Ok((Written::clone(written), run.timings.is_some()))
}

/// Asks again without the field that the endpoint refused, now and from now on.
pub fn ask_without(state: AppState, machinery: Machinery, field: Field) {
    if let Some(origin) = state.target().with_untracked(|it| it.as_ref().ok().map(|it| it.origin.clone())) {
        send::leave_out(state, origin, field);
    }
    ask_endpoint(state, machinery, false);
}

/// Whether the model ends its answer with a token.
pub fn ends(state: AppState, token: &Chance) -> bool {
    match (state.chances().asked.get_untracked(), token.id) {
        (Asked::Tab, Some(id)) => untrack(|| state.lm.about()).is_some_and(|it| it.ends.contains(&id)),
        // Endpoints write the end as a token without text.
        _ => token.bytes.is_empty(),
    }
}

/// The token of a rank where one stands.
pub fn token_at(state: AppState, rank: usize) -> Option<Chance> {
    let here = state.chances().here.get_untracked()?;
    let spelling = state.lm.spelling.get_untracked();
    here.chance(rank, |id| spelling.as_ref().map(|it| it.of(id).to_vec()).unwrap_or_default())
}

/// Goes on with the token of this rank.
pub fn take(state: AppState, machinery: Machinery, rank: usize) {
    let Some(token) = token_at(state, rank) else { return };
    let ends = ends(state, &token);
    state.lens.done.set(Some(Done::Took { token: token.clone(), ends }));
    let top = (0..TOP_KEPT).map_while(|rank| token_at(state, rank)).collect();
    go_on(state, Written { chosen: token, top }, Some(rank));
    look_in_tab(state, machinery);
}

fn go_on(state: AppState, mut written: Written, rank: Option<usize>) {
    written.top.truncate(TOP_KEPT);
    let ends = ends(state, &written.chosen);
    state.lens.tree.update(|tree| {
        tree.take(Step { written, rank, ends });
    });
    state.lens.looking.set(Looking::Idle);
    cover(state);
}

/// Throws the dice, and goes on with the token that the number falls on. Where
/// the chances are not known well enough, the endpoint is asked to.
pub fn roll(state: AppState, machinery: Machinery) {
    let lens = state.lens;
    let Some(shaped) = state.chances().shaped.get_untracked() else { return };
    let Some(rolled) = fall(&shaped, page::dice()) else { return ask_endpoint(state, machinery, true) };
    let stretches = (0..shaped.kept()).map(|rank| shaped.now(rank).least).collect();
    let Fell::Token(rank) = rolled.on else {
        return lens.done.set(Some(Done::Rolled { rolled, on: None, ends: false, stretches }));
    };
    let on = token_at(state, rank);
    let ends = on.as_ref().is_some_and(|it| ends(state, it));
    take(state, machinery, rank);
    lens.done.set(Some(Done::Rolled { rolled, on, ends, stretches }));
}

/// Goes back one token.
pub fn back(state: AppState, machinery: Machinery) {
    stop(state, machinery);
    let mut went = false;
    state.lens.tree.update(|tree| went = tree.back());
    if went {
        state.lens.done.set(Some(Done::Back));
        arrive(state, machinery);
    }
}

/// Walks to a place of the tree.
pub fn go(state: AppState, machinery: Machinery, to: NodeId) {
    stop(state, machinery);
    state.lens.tree.update(|tree| tree.go(to));
    state.lens.done.set(None);
    arrive(state, machinery);
}

fn arrive(state: AppState, machinery: Machinery) {
    state.lens.looking.set(Looking::Idle);
    // What was seen before needs no guess.
    state.lens.revealed.set(state.chances().here.with_untracked(Option::is_some));
    state.lens.judged.set(None);
    look_in_tab(state, machinery);
}

/// Judges a guess and shows the chances.
pub fn guess(state: AppState, typed: &str) {
    let lens = state.lens;
    let Some(here) = state.chances().here.get_untracked() else { return };
    let spelling = state.lm.spelling.get_untracked();
    let spell = |id| spelling.as_ref().map(|it| it.of(id).to_vec()).unwrap_or_default();
    let judged = find_guess(typed, &here, spell);
    lens.score.update(|it| *it = it.with(&judged));
    lens.judged.set(Some(judged));
    lens.revealed.set(true);
}

/// Makes the way a part of the prompt: of raw text its end, of a chat a message
/// of the assistant. Half a character at its end is left out.
pub fn use_way(state: AppState, machinery: Machinery) {
    let text = way_text(state);
    if text.is_empty() {
        return;
    }
    if state.draft.with_untracked(|it| it.mode) == Mode::Text {
        edit::choose_mode(state, Mode::Chat);
    }
    state.write(|draft| match draft.mode {
        Mode::Completion => draft.text.push_str(&text),
        Mode::Text | Mode::Chat => {
            draft.push(Message::new(Role::Assistant, text));
        }
    });
    look_in_tab(state, machinery);
}

/// What the way spells, without half a character at its end.
pub fn way_text(state: AppState) -> String {
    state.lens.tree.with_untracked(|tree| {
        let tokens: Vec<_> =
            tree.steps().filter(|it| !it.ends).map(|it| it.written.chosen.bytes.clone()).collect();
        parts(tokens.iter().map(Vec::as_slice)).into_iter().filter_map(|it| it.text).collect()
    })
}
