//! A link as a QR code.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// Modules of white around the code that readers ask for (ISO/IEC 18004).
const QUIET: i32 = 4;
/// A code with more modules is more than a phone reads from a screen.
const MOST_VERSION: u8 = 25;

/// A picture of a code: black where `path` is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Width and height, with the white around it. Unit: modules.
    pub modules: i32,
    /// The black modules as an SVG path in these units.
    pub path: String,
}

/// The code of a text; `None` for one of more than some 1,270 bytes, which no
/// phone would read.
#[must_use]
pub fn qr(text: &str) -> Option<Qr> {
    let segments = [QrSegment::make_bytes(text.as_bytes())];
    let code = QrCode::encode_segments_advanced(
        &segments,
        QrCodeEcc::Low,
        Version::MIN,
        Version::new(MOST_VERSION),
        None,
        true,
    )
    .ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|&at| code.get_module(at, y)).count();
            if length > 0 {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += i32::try_from(length).unwrap_or(0) + 1;
        }
    }
    Some(Qr { modules: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_link_has_a_code() {
        let qr = qr("https://lollipop.example/#2.abc").unwrap();
        assert_eq!(qr.modules, 25 + 8, "version 2");
        // The finder in the corner: seven black modules in a row.
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{:.40}", qr.path);
        let black: usize = qr
            .path
            .split('h')
            .skip(1)
            .step_by(2)
            .filter_map(|it| it.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert!((200..400).contains(&black), "about half of 625: {black}");
    }

    #[test]
    fn a_long_link_has_none() {
        assert!(qr(&"a".repeat(1273)).is_some());
        assert_eq!(qr(&"a".repeat(1274)), None);
    }
}
