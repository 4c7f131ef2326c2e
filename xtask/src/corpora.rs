//! Real text to measure and test with, the same bytes each time.
//!
//! Prose comes from Debian's documentation packages, which apt fetches and dpkg
//! unpacks below `target/`: nothing is installed. Code comes from the sources
//! of the crates that Cargo.lock pins. Beside it stand texts made to hurt.

mod adversarial;
mod markup;
mod odd;
mod random;

use std::{
    collections::HashSet,
    env,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use random::Random;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    process::{cargo, command, find, output, run},
    root,
};

/// The texts of several megabytes, by file name.
pub const TEXTS: [&str; 4] = ["en", "code", "zh", "multi"];

/// Names a folder to use instead of the one made here.
pub const FOLDER: &str = "LOLLIPOP_CORPORA";

/// Goes up when the same sources give other bytes.
const VERSION: u32 = 1;
const LARGEST_BYTES: usize = 4 << 20;
/// Enough for the throughput of a megabyte, and for a first part to warm up on.
const SMALLEST_BYTES: usize = 5 << 18;

const PACKAGES: [&str; 6] = [
    "debian-handbook",
    "debian-policy",
    "debian-reference-en",
    "manpages-dev",
    "manpages-zh",
    "unicode-data",
];
const HANDBOOK: &str = "usr/share/doc/debian-handbook/html";
const LANGUAGES: [&str; 13] = [
    "ja-JP", "ko-KR", "ru-RU", "ar-MA", "el-GR", "fa-IR", "de-DE", "fr-FR", "vi-VN", "tr-TR", "pl-PL",
    "es-ES", "zh-CN",
];
/// Lines below this length repeat by nature: braces, list marks, short titles.
const REPEATS_BELOW_BYTES: usize = 24;
/// Larger source files are mostly tables.
const LARGEST_SOURCE_BYTES: u64 = 150_000;

/// Makes the texts unless they are there, and gives their folder:
/// `{en,code,zh,multi}.txt`, `fuzz.json` (11,000 odd strings) and
/// `adversarial/*.txt`.
///
/// Cost: about 20 seconds once, a look at one file afterwards.
///
/// # Errors
/// When the packages can neither be found nor fetched; the text says what to do.
pub fn ensure() -> Result<PathBuf> {
    if let Some(folder) = env::var_os(FOLDER) {
        return Ok(PathBuf::from(folder));
    }
    let folder = root().join("target/corpora");
    let key = key()?;
    if fs::read_to_string(folder.join("key")).ok().as_ref() == Some(&key) {
        println!("✓ the corpora in target/corpora: there");
        return Ok(folder);
    }
    println!("… making the corpora");
    fs::create_dir_all(folder.join("adversarial"))?;
    let unpacked = packages(&root().join("target/corpora-sources"))?;
    let texts = [english(&unpacked)?, code()?, chinese(&unpacked)?, multilingual(&unpacked)?];
    for (name, text) in TEXTS.iter().zip(&texts) {
        ensure!(text.len() >= SMALLEST_BYTES, "the corpus {name} has only {} bytes", text.len());
        write(&folder, &format!("{name}.txt"), text)?;
    }
    for (name, text) in adversarial::texts(&texts[2]) {
        write(&folder, &format!("adversarial/{name}.txt"), &text)?;
    }
    let strings = odd::strings(&texts.each_ref().map(String::as_str));
    write(&folder, "fuzz.json", &serde_json::to_string(&strings)?)?;
    fs::write(folder.join("key"), key)?;
    Ok(folder)
}

/// What the bytes depend on, apart from the versions of Debian's packages.
fn key() -> Result<String> {
    let lock =
        fs::read(root().join("Cargo.lock")).context("Cargo.lock is missing: take it from the repository")?;
    Ok(format!("{VERSION} {}", sum(&lock)))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    fs::write(folder.join(name), text).with_context(|| format!("cannot write {name}"))?;
    println!("  {name:<28} {:>9} bytes  sha256 {}", text.len(), sum(text.as_bytes()));
    Ok(())
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fetches and unpacks what is not there.
fn packages(folder: &Path) -> Result<PathBuf> {
    let unpacked = folder.join("unpacked");
    if PACKAGES.iter().all(|package| unpacked.join("usr/share/doc").join(package).is_dir()) {
        return Ok(unpacked);
    }
    let advice = format!(
        "real text to test with is missing: it needs Debian's apt-get and dpkg-deb and a network \
         connection once; elsewhere name a folder with en.txt, code.txt, zh.txt and multi.txt in \
         the variable {FOLDER}"
    );
    if find("apt-get").is_none() || find("dpkg-deb").is_none() {
        bail!(advice);
    }
    fs::create_dir_all(&unpacked)?;
    let download =
        || run(command("apt-get").args(["download", "--quiet"]).args(PACKAGES).current_dir(folder));
    if download().is_err() {
        let is_root = output(command("id").arg("-u")).as_deref() == Some("0");
        ensure!(is_root, "{advice} (`apt-get update` may be all that is missing)");
        run(command("apt-get").args(["update", "--quiet"])).and_then(|()| download()).context(advice)?;
    }
    for package in files(folder, &["deb"]) {
        run(command("dpkg-deb").arg("--extract").arg(&package).arg(&unpacked))?;
    }
    Ok(unpacked)
}

fn english(unpacked: &Path) -> Result<String> {
    let mut text = Gathered::default();
    text.html(&files(&unpacked.join(HANDBOOK).join("en-US"), &["html"]));
    text.html(&files(&unpacked.join("usr/share/debian-reference"), &["html"]));
    text.html(&files(&unpacked.join("usr/share/doc/debian-policy"), &["html"]));
    text.manuals(&files(&unpacked.join("usr/share/man/man2"), &["gz"]));
    text.manuals(&files(&unpacked.join("usr/share/man/man3"), &["gz"]));
    Ok(text.cut())
}

fn chinese(unpacked: &Path) -> Result<String> {
    let mut text = Gathered::default();
    for language in ["zh-CN", "zh-TW"] {
        text.html(&files(&unpacked.join(HANDBOOK).join(language), &["html"]));
    }
    for language in ["zh_CN", "zh_TW"] {
        text.manuals(&files(&unpacked.join("usr/share/man").join(language), &["gz"]));
    }
    text.keep_lines(|line| {
        let han = line.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        line.is_empty() || han * 4 > line.chars().count()
    });
    Ok(text.cut())
}

/// Paragraphs of many languages in turn, with emoji between them.
fn multilingual(unpacked: &Path) -> Result<String> {
    let table = fs::read_to_string(unpacked.join("usr/share/unicode/emoji/emoji-test.txt"))?;
    // `1F600 ; fully-qualified # 😀 E1.0 grinning face`
    let emoji: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| line.contains("; fully-qualified"))
        .filter_map(|line| {
            let (emoji, about) = line.split_once("# ")?.1.split_once(' ')?;
            Some((emoji, about.split_once(' ')?.1))
        })
        .collect();
    let languages: Vec<String> = LANGUAGES
        .iter()
        .map(|language| {
            let mut text = Gathered::default();
            text.html(&files(&unpacked.join(HANDBOOK).join(language), &["html"]));
            text.keep_lines(|line| line.len() > 40 && !line.is_ascii());
            text.text
        })
        .collect();
    let mut languages: Vec<_> = languages.iter().map(|text| text.lines()).collect();

    let mut random = Random::new(7);
    let mut text = String::new();
    loop {
        let before = text.len();
        for lines in &mut languages {
            let Some(line) = lines.next() else { continue };
            text.push_str(line);
            if random.below(2) == 0 {
                let (emoji, _) = random.pick(&emoji);
                text.extend([" ", emoji, emoji]);
            }
            text.push('\n');
            if random.below(3) == 0 {
                let (emoji, name) = random.pick(&emoji);
                text.extend([emoji, " ", name, "!\n"]);
            }
        }
        if text.len() == before || text.len() > LARGEST_BYTES {
            return Ok(text);
        }
    }
}

/// The sources of the crates in the order of their names, a little of each so
/// that no single one fills the text.
fn code() -> Result<String> {
    let metadata = output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))
        .context("cargo metadata failed: run it by hand to see why")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut sources: Vec<(&str, &str, PathBuf)> = packages
        .iter()
        .filter(|package| package["source"].is_string())
        .filter_map(|package| {
            let manifest = Path::new(package["manifest_path"].as_str()?);
            let sources = manifest.parent()?.join("src");
            Some((package["name"].as_str()?, package["version"].as_str()?, sources))
        })
        .collect();
    sources.sort();
    let mut text = Gathered::default();
    for (_, _, folder) in &sources {
        let mut files = files(folder, &["rs"]);
        files.retain(|file| {
            let is_table = ["table", "unicode", "generated", "bindgen"]
                .iter()
                .any(|word| file.to_string_lossy().contains(word));
            !is_table && file.metadata().is_ok_and(|about| about.len() < LARGEST_SOURCE_BYTES)
        });
        for file in files.iter().take(4) {
            text.push(&read(file));
        }
    }
    Ok(text.cut())
}

/// Text without the lines that pages and files share.
#[derive(Default)]
struct Gathered {
    text: String,
    seen: HashSet<String>,
}

impl Gathered {
    fn html(&mut self, files: &[PathBuf]) {
        for file in files {
            self.push(&markup::html(&read(file)));
        }
    }

    fn manuals(&mut self, files: &[PathBuf]) {
        for file in files {
            self.push(&markup::manual(&read(file)));
        }
    }

    /// A text that is not UTF-8 is left out.
    fn push(&mut self, text: &str) {
        if text.contains(char::REPLACEMENT_CHARACTER) {
            return;
        }
        for line in text.lines() {
            let key = line.trim();
            if key.len() < REPEATS_BELOW_BYTES || self.seen.insert(key.to_owned()) {
                self.text.push_str(line);
                self.text.push('\n');
            }
        }
    }

    fn keep_lines(&mut self, keep: impl Fn(&str) -> bool) {
        self.text = self.text.lines().filter(|line| keep(line)).flat_map(|line| [line, "\n"]).collect();
    }

    fn cut(self) -> String {
        let end = self.text.floor_char_boundary(LARGEST_BYTES);
        self.text[..end].to_owned()
    }
}

/// A file, unpacked if it is packed; what is not UTF-8 becomes U+FFFD.
fn read(path: &Path) -> String {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|mut file| {
        if path.extension().is_some_and(|extension| extension == "gz") {
            GzDecoder::new(file).read_to_end(&mut bytes)
        } else {
            file.read_to_end(&mut bytes)
        }
    });
    file.map(|_| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// Every file below a folder with one of these endings, in order. Links are
/// left out: Debian's manuals have many that name the same page.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
        .into_iter()
        .filter(|path| !path.is_symlink())
        .flat_map(|path| {
            if path.is_dir() {
                return files(&path, endings);
            }
            let is_wanted = path.extension().is_some_and(|extension| endings.iter().any(|e| extension == *e));
            if is_wanted { vec![path] } else { Vec::new() }
        })
        .collect()
}
