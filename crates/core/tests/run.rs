//! The state of a run: what it keeps, what it drops, and figures that are never invented.

use lollipop_core::run::{Run, RunId, RunStatus};
use lollipop_core::wire::{FinishReason, RunError, RunEvent, Usage};

const ID: RunId = RunId(7);

fn delta(text: &str) -> RunEvent {
    RunEvent::Delta(text.to_owned())
}

fn thought(text: &str) -> RunEvent {
    RunEvent::Reasoning(text.to_owned())
}

fn usage(completion_tokens: u32, reasoning_tokens: Option<u32>) -> RunEvent {
    RunEvent::Usage(Usage {
        prompt_tokens: 10,
        completion_tokens,
        total_tokens: 10 + completion_tokens,
        reasoning_tokens,
        cached_tokens: None,
    })
}

/// A run sent at 1000 ms that got these events at these times.
fn run(events: &[(f64, RunEvent)]) -> Run {
    let mut run = Run::start(ID, 1000.0);
    for (now_ms, event) in events {
        run.apply(ID, event.clone(), *now_ms);
    }
    run
}

#[test]
fn from_waiting_to_done() {
    let mut run = Run::start(ID, 1000.0);
    assert_eq!((run.is_active(), run.time_to_first_token_ms()), (true, None));
    assert_eq!(run.status, RunStatus::Waiting);
    run.apply(ID, RunEvent::Model("m".to_owned()), 1100.0);
    assert_eq!((run.status.clone(), run.time_to_first_token_ms()), (RunStatus::Streaming, None));
    run.apply(ID, thought("hm"), 1200.0);
    run.apply(ID, delta("a"), 1300.0);
    run.apply(ID, delta("b"), 1400.0);
    run.apply(ID, RunEvent::Finish(FinishReason::Length), 1450.0);
    assert!(run.is_active());
    run.apply(ID, RunEvent::Done, 1500.0);
    assert_eq!((run.text.as_str(), run.reasoning.as_str(), run.deltas), ("ab", "hm", 3));
    assert_eq!(run.finish, Some(FinishReason::Length));
    assert_eq!(run.time_to_first_token_ms(), Some(200.0));
    assert_eq!((run.last_token_ms, run.ended_ms), (Some(1400.0), Some(1500.0)));
    assert_eq!((run.is_active(), run.status), (false, RunStatus::Done));
}

#[test]
fn late_events_of_an_old_run_are_dropped() {
    let mut run = run(&[(1100.0, delta("a"))]);
    let before = run.clone();
    for event in [delta("old"), RunEvent::Done, RunEvent::Failed(RunError::Interrupted)] {
        run.apply(RunId(6), event, 1200.0);
    }
    run.retrying(RunId(6), 1, 500);
    assert_eq!(run, before);
}

#[track_caller]
fn check_closed(mut run: Run, status: RunStatus) {
    assert_eq!((run.text.as_str(), &run.status), ("a", &status));
    let before = run.clone();
    for event in [delta("late"), usage(9, None), RunEvent::Done, RunEvent::Failed(RunError::Malformed)] {
        run.apply(ID, event, 9000.0);
    }
    run.stop(9000.0);
    run.retrying(ID, 1, 500);
    run.sent_again(ID);
    assert_eq!(run, before);
}

#[test]
fn nothing_happens_after_the_end() {
    check_closed(run(&[(1100.0, delta("a")), (1200.0, RunEvent::Done)]), RunStatus::Done);
    let failed = RunEvent::Failed(RunError::Interrupted);
    check_closed(run(&[(1100.0, delta("a")), (1200.0, failed)]), RunStatus::Failed(RunError::Interrupted));
    let mut stopped = run(&[(1100.0, delta("a"))]);
    stopped.stop(1150.0);
    assert_eq!(stopped.ended_ms, Some(1150.0));
    check_closed(stopped, RunStatus::Stopped);
}

#[test]
fn retries_are_seen_and_can_be_stopped() {
    let mut run = Run::start(ID, 0.0);
    run.retrying(ID, 1, 500);
    assert_eq!(run.status, RunStatus::Retrying { attempt: 1, delay_ms: 500 });
    assert!(run.is_active());
    run.sent_again(ID);
    assert_eq!(run.status, RunStatus::Waiting);
    run.retrying(ID, 2, 1000);
    run.stop(800.0);
    assert_eq!(run.status, RunStatus::Stopped);
}

#[test]
fn no_retry_after_the_first_event() {
    let mut run = run(&[(1100.0, delta("a"))]);
    run.retrying(ID, 1, 500);
    assert_eq!(run.status, RunStatus::Streaming);
    run.sent_again(ID);
    assert_eq!(run.status, RunStatus::Streaming);
}

#[test]
fn the_last_usage_that_is_not_zero_wins() {
    let zero = RunEvent::Usage(Usage::default());
    let run = run(&[(1.0, usage(3, None)), (2.0, usage(5, None)), (3.0, zero)]);
    assert_eq!(run.usage.map(|usage| usage.completion_tokens), Some(5));
}

#[test]
fn the_end_token_is_known_when_it_is_counted() {
    let ends = |tokens, reason| run(&[(1.0, usage(tokens, None)), (2.0, RunEvent::Finish(reason))]);
    assert!(ends(8, FinishReason::Stop).counts_the_end(7));
    assert!(!ends(8, FinishReason::Length).counts_the_end(7), "nothing ended it");
    assert!(!ends(9, FinishReason::Stop).counts_the_end(7), "one token ends an answer, not two");
    assert!(!ends(7, FinishReason::Stop).counts_the_end(8));
    assert!(!run(&[]).counts_the_end(0), "nothing was reported");
}

#[track_caller]
fn check_rate(events: &[(f64, RunEvent)], expected: Option<f64>) {
    assert_eq!(run(events).tokens_per_second(), expected);
}

#[test]
fn the_rate_is_what_was_seen() {
    // 21 tokens: the first starts the clock, 20 follow within 2 s.
    check_rate(&[(1500.0, delta("a")), (3500.0, delta("b")), (3600.0, usage(21, None))], Some(10.0));
    check_rate(&[(1500.0, thought("a")), (3500.0, delta("b")), (3600.0, usage(21, Some(20)))], Some(10.0));
    // Reasoning that was never shown took its time before the first token.
    check_rate(&[(1500.0, delta("a")), (3500.0, delta("b")), (3600.0, usage(121, Some(100)))], Some(10.0));
}

#[test]
fn the_rate_is_never_invented() {
    check_rate(&[], None);
    check_rate(&[(1500.0, delta("a")), (3500.0, delta("b"))], None);
    check_rate(&[(1500.0, delta("whole")), (1500.0, usage(21, None))], None);
    check_rate(&[(1500.0, delta("a")), (1500.0, delta("b")), (1500.0, usage(21, None))], None);
    check_rate(&[(1500.0, delta("a")), (3500.0, delta("b")), (3600.0, usage(1, None))], None);
    check_rate(&[(1500.0, delta("a")), (3500.0, delta("b")), (3600.0, usage(5, Some(9)))], None);
    check_rate(&[(1500.0, usage(21, None))], None);
}
