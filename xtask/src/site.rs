//! Builds the static site into `dist/`.

use std::{
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Cursor,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use xtask::release;

use crate::{
    models, parts,
    process::{command, find, output, run},
    root, setup, shell,
};

/// What a build depends on.
const INPUTS: [&str; 20] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "NOTICE",
    "Trunk.toml",
    "build.rs",
    "crates",
    "index.html",
    "lessons",
    "locales",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "workers",
    "xtask/src/names.rs",
    "xtask/src/parts.rs",
    "xtask/src/release.rs",
    "xtask/src/shell.rs",
    "xtask/src/site.rs",
];

/// What rustc lets the modules use; wasm-opt refuses what is not named.
pub const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    // The language model's kernels.
    "--enable-simd",
];

/// Functions with one caller stay functions. A browser replaces code that it
/// compiled in haste by faster code from one call to the next, so a long job has
/// to be many calls of something small.
pub const KEEP_FUNCTIONS: &str = "--one-caller-inline-max-function-size=1";

/// Earlier ones write modules that the glue of wasm-bindgen cannot start.
const WASM_OPT: u32 = 125;

/// Files below this size are not worth a second request header.
const WORTH_PACKING_BYTES: u64 = 1024;

/// Where the built site lies.
pub fn folder() -> PathBuf {
    root().join("dist")
}

/// Builds unless the last build is newer than everything it was made from.
pub fn build_if_changed() -> Result<()> {
    let built = fs::metadata(built_mark()).and_then(|mark| mark.modified());
    let is_fresh = built.is_ok_and(|built| {
        folder().join("index.html").is_file()
            && INPUTS.iter().all(|input| newest(&root().join(input)) <= Some(built))
    });
    if is_fresh {
        println!("✓ the site in dist: up to date");
        return models::offer();
    }
    build()
}

/// Sets up, builds and packs the site.
pub fn build() -> Result<()> {
    setup::site()?;
    println!("… building the site (minutes at first, seconds later)");
    // Made before the build, so that a file saved meanwhile counts as newer.
    let started = built_mark().with_extension("started");
    fs::create_dir_all(root().join("target/xtask"))?;
    fs::write(&started, "")?;
    parts::trunk(&["build", "--release", "--offline"]).context(
        "the site was not built: the message above says why; when it says that a library is \
         missing, connect to the network and run the same chore again",
    )?;
    shell::fill()?;
    fs::copy(root().join("NOTICE"), folder().join("NOTICE.txt")).context("cannot copy NOTICE")?;
    optimise()?;
    parts::place(&folder())?;
    release::seal(&folder())?;
    pack()?;
    fs::rename(started, built_mark())?;
    models::offer()?;
    println!("✓ the site: built into dist");
    Ok(())
}

fn built_mark() -> PathBuf {
    root().join("target/xtask/site-built")
}

/// When anything at or below `path` was last written; nothing when it is not
/// there.
fn newest(path: &Path) -> Option<SystemTime> {
    let about = fs::metadata(path).ok()?;
    let own = about.modified().ok();
    if !about.is_dir() {
        return own;
    }
    fs::read_dir(path).ok()?.flatten().map(|entry| newest(&entry.path())).fold(own, Option::max)
}

/// Makes the modules about one percent smaller where wasm-opt is installed.
fn optimise() -> Result<()> {
    let version = find("wasm-opt").and_then(|_| output(command("wasm-opt").arg("--version")));
    if version.as_deref().and_then(wasm_opt_version).is_none_or(|version| version < WASM_OPT) {
        println!("✓ wasm-opt {WASM_OPT} or later: not installed, which costs about one percent of size");
        return Ok(());
    }
    for module in files_ending(&["wasm"])?.into_iter().chain(parts::modules()?) {
        println!("… wasm-opt {}", name_of(&module));
        let smaller = module.with_extension("wasm-opt");
        let outcome = run(command("wasm-opt")
            .args(["-Oz", "--strip-debug", KEEP_FUNCTIONS])
            .args(WASM_FEATURES)
            .arg(&module)
            .arg("-o")
            .arg(&smaller));
        match outcome {
            Ok(()) => fs::rename(smaller, module)?,
            Err(error) => {
                println!("✓ wasm-opt: left out ({error})");
                if smaller.exists() {
                    fs::remove_file(smaller)?;
                }
            }
        }
    }
    Ok(())
}

/// The number in `wasm-opt version 132 (version_132)`.
fn wasm_opt_version(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| word.parse().ok())
}

/// Puts a Brotli copy beside every larger file that is not packed already.
fn pack() -> Result<()> {
    println!("… packing");
    let files = files_ending(&["wasm", "js", "css", "html", "json", "svg", "webmanifest"])?;
    std::thread::scope(|scope| {
        let threads: Vec<_> = files.iter().map(|file| scope.spawn(move || pack_file(file))).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the packer panicked")))
        })
    })
}

/// The packed bytes are kept below `target/`, since most files stay the same
/// from build to build.
fn pack_file(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    if (content.len() as u64) < WORTH_PACKING_BYTES {
        return Ok(());
    }
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    let kept = root().join("target/xtask/brotli");
    fs::create_dir_all(&kept)?;
    let kept = kept.join(format!("{:016x}-{}", hasher.finish(), content.len()));
    let packed = match fs::read(&kept) {
        Ok(packed) => packed,
        Err(_) => {
            let packed = brotli(&content)?;
            fs::write(&kept, &packed)?;
            packed
        }
    };
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    fs::write(name, packed)?;
    Ok(())
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let settings = BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut Cursor::new(content), &mut packed, &settings)?;
    Ok(packed)
}

/// Every file of the site with one of these extensions, sorted.
fn files_ending(extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files = release::files_below(&folder())?;
    files.retain(|path| path.extension().and_then(OsStr::to_str).is_some_and(|e| extensions.contains(&e)));
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_wasm_opt_is_read() {
        assert_eq!(wasm_opt_version("wasm-opt version 108"), Some(108));
        assert_eq!(wasm_opt_version("wasm-opt version 132 (version_132)"), Some(132));
        assert_eq!(wasm_opt_version("no such thing"), None);
    }

    #[test]
    fn packed_bytes_unpack_to_the_same() {
        let content = "lollipop ".repeat(500);
        let packed = brotli(content.as_bytes()).unwrap();
        assert!(packed.len() < content.len() / 10);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut Cursor::new(packed), &mut unpacked).unwrap();
        assert_eq!(unpacked, content.as_bytes());
    }

    #[test]
    fn the_newest_file_of_a_folder_counts() {
        let source = root().join("xtask/src");
        let site = newest(&source.join("site.rs"));
        assert!(site.is_some());
        assert!(newest(&source) >= site);
        assert_eq!(newest(&root().join("no such file")), None);
    }
}
