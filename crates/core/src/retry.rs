//! When a refused request is sent again.
//!
//! Pure arithmetic: the caller waits, shows that it waits, and lets the person stop it. This
//! module must not know the clock; so a `Retry-After` date, which needs one, is not obeyed.

/// A request is sent again at most this often.
pub const MAX_RETRIES: u32 = 2;
/// The first delay, doubled with every attempt. Unit: milliseconds.
const BASE_DELAY_MS: u32 = 500;
/// No delay of our own choosing is longer. Unit: milliseconds.
const MAX_DELAY_MS: u32 = 8_000;
/// The longest wait that a server may ask for. Unit: seconds.
const MAX_RETRY_AFTER_S: f64 = 60.0;
/// The share of a delay that jitter may take away, so that clients do not return in step.
const JITTER_SHARE: f64 = 0.25;

/// How long to wait before sending a refused request again, in milliseconds; `None`: do not.
///
/// - `attempt`: how often it was sent again already, from 0.
/// - `status`: the HTTP status; only 408, 409, 429 and 5xx are retried.
/// - `retry_after`: the header, in seconds. Up to 60 s it is obeyed exactly; a longer one means
///   no retry, as coming back sooner would disobey it. An unreadable one counts as absent.
/// - `jitter`: a random number from 0 to 1; it shortens a delay of our own choosing by up to a quarter.
/// - `started`: a byte of the answer was read; then nothing is ever sent again.
pub fn delay_ms(
    attempt: u32,
    status: u16,
    retry_after: Option<&str>,
    jitter: f64,
    started: bool,
) -> Option<u32> {
    let retryable = matches!(status, 408 | 409 | 429 | 500..=599);
    if started || attempt >= MAX_RETRIES || !retryable {
        return None;
    }
    if let Some(seconds) = retry_after.and_then(retry_after_s) {
        return (seconds <= MAX_RETRY_AFTER_S).then(|| (seconds * 1000.0).ceil() as u32);
    }
    let delay = (BASE_DELAY_MS << attempt).min(MAX_DELAY_MS);
    let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
    let taken = jitter * JITTER_SHARE;
    Some((f64::from(delay) * (1.0 - taken)).round() as u32)
}

/// Reads a `Retry-After` header given in seconds; a date, a sign or anything else gives `None`.
pub(crate) fn retry_after_s(header: &str) -> Option<f64> {
    let header = header.trim();
    let plain = header.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // `parse` alone would also take `inf`, `nan` and `1e9`.
    if plain { header.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(
        attempt: u32,
        status: u16,
        retry_after: Option<&str>,
        jitter: f64,
        started: bool,
        expected: Option<u32>,
    ) {
        let delay = delay_ms(attempt, status, retry_after, jitter, started);
        assert_eq!(delay, expected);
    }

    #[test]
    fn statuses_that_may_pass() {
        for status in [408, 409, 429, 500, 502, 503, 504, 529, 599] {
            check(0, status, None, 0.0, false, Some(500));
        }
    }

    #[test]
    fn statuses_that_will_not_pass() {
        for status in [0, 200, 301, 400, 401, 403, 404, 410, 422, 499, 600] {
            check(0, status, None, 0.0, false, None);
        }
    }

    #[test]
    fn at_most_twice_and_doubling() {
        check(0, 500, None, 0.0, false, Some(500));
        check(1, 500, None, 0.0, false, Some(1000));
        check(2, 500, None, 0.0, false, None);
        check(u32::MAX, 500, None, 0.0, false, None);
    }

    #[test]
    fn jitter_takes_up_to_a_quarter() {
        check(0, 500, None, 1.0, false, Some(375));
        check(1, 500, None, 0.5, false, Some(875));
        check(0, 500, None, f64::NAN, false, Some(500));
        check(0, 500, None, -3.0, false, Some(500));
        check(0, 500, None, 7.0, false, Some(375));
    }

    #[test]
    fn never_after_the_first_byte() {
        check(0, 429, None, 0.0, true, None);
        check(0, 503, Some("1"), 0.0, true, None);
    }

    #[test]
    fn retry_after_is_obeyed_up_to_a_minute() {
        check(0, 429, Some("0"), 1.0, false, Some(0));
        check(0, 429, Some(" 7 "), 1.0, false, Some(7_000));
        check(1, 503, Some("1.5"), 0.0, false, Some(1_500));
        check(1, 429, Some("60"), 0.0, false, Some(60_000));
        check(0, 429, Some("61"), 0.0, false, None);
        check(0, 429, Some("99999999999999999999"), 0.0, false, None);
        check(2, 429, Some("1"), 0.0, false, None);
        check(0, 400, Some("1"), 0.0, false, None);
    }

    #[test]
    fn unreadable_retry_after_counts_as_absent() {
        for header in ["", "soon", "-1", "inf", "NaN", "1e1", "1.2.3", ".", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            check(0, 429, Some(header), 0.0, false, Some(500));
        }
    }
}
