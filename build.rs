//! Turns `locales/` into Rust, so that a key missing in one language, or used
//! with the wrong variables, is a build error.

use std::{env, error::Error, fs, path::PathBuf};

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

fn main() -> Result<(), Box<dyn Error>> {
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("en")?.add_locale("zh")?.parse_options(options);
    let parsed = parse_locales(None, config)?;
    println!("cargo::rerun-if-changed=build.rs");
    parts();
    for file in parsed.tracked_files.iter().flatten() {
        println!("cargo::rerun-if-changed={file}");
    }
    // The parser calls a missing translation a warning; here it stops the build.
    let mut faults = Vec::new();
    faults.extend(parsed.diag.warnings().iter().map(|w| format!("{w}")));
    faults.extend(parsed.diag.errors().iter().map(|e| format!("{e}")));
    for fault in &faults {
        println!("cargo::error={}", fault.replace('\n', " "));
    }
    if !faults.is_empty() {
        return Err("locales/ is not complete".into());
    }
    let code = gen_code(&parsed, None, false, None, true)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("i18n.rs");
    fs::write(out, code.to_string())?;
    Ok(())
}

/// `cargo xtask build` cuts the app into parts (`xtask/src/parts.rs`), for which
/// it asks here: the linker then leaves in the file who refers to what.
fn parts() {
    println!("cargo::rerun-if-env-changed=LOLLIPOP_PARTS");
    println!("cargo::rustc-check-cfg=cfg(parts)");
    if env::var_os("LOLLIPOP_PARTS").is_some() {
        println!("cargo::rustc-cfg=parts");
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
