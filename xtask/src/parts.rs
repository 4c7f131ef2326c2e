//! Cuts wasm into parts, between Cargo and wasm-bindgen.
//!
//! What `#[wasm_split]` marks (`src/parts.rs` of the app) becomes the entry of
//! a part. `wasm_split_cli_support` follows the linker's relocations from
//! there: what only one part refers to goes into its file, what several refer
//! to into a shared one, the rest stays. Trunk knows none of this:
//! it runs the wasm-bindgen that it finds, which is this program under another
//! name, and `place` puts the parts beside the rest when trunk is done.

use std::{
    convert::Infallible,
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_encoder::reencode::Reencode;
use wasm_split_cli_support::{Options, transform};
use wasmparser::{CustomSectionReader, Parser};
use xtask::release::hash;

use crate::{
    names,
    process::{command, find, run},
    root,
};

/// The tool whose place this program takes.
const BINDGEN: &str = "wasm-bindgen";
/// Asks the app's build script for what the cut needs; names the true tool.
const ASKS: &str = "LOLLIPOP_PARTS";
/// The binaries that are cut.
const CUT: [&str; 2] = ["lollipop", "tokenizer"];
/// The script that fetches parts, as a module asks for it.
const LINKS: &str = "./parts.js";
/// Cargo's own output is stripped by the last step instead of the linker, which
/// would take away what the cut is made by.
const STRIPPED: [&str; 2] = ["--remove-name-section", "--remove-producers-section"];

/// Where the parts of a binary lie until they are placed.
fn folder(binary: &str) -> PathBuf {
    root().join("target/xtask/parts").join(binary)
}

/// Trunk, with this program in the place of wasm-bindgen.
pub fn trunk(arguments: &[&str]) -> Result<()> {
    let tool = find(BINDGEN).context("wasm-bindgen is missing")?;
    let tools = root().join("target/xtask/tools");
    fs::create_dir_all(&tools)?;
    let here = tools.join(format!("{BINDGEN}{}", env::consts::EXE_SUFFIX));
    if here.exists() {
        fs::remove_file(&here)?;
    }
    fs::hard_link(env::current_exe()?, &here).context("cannot stand in for wasm-bindgen")?;
    let mut trunk = command("trunk");
    let path = trunk.get_envs().find(|it| it.0 == "PATH").and_then(|it| it.1).unwrap_or_default().to_owned();
    let path = env::join_paths(std::iter::once(tools).chain(env::split_paths(&path)))?;
    run(trunk.args(arguments).env("PATH", path).env(ASKS, tool))
}

/// The arguments of wasm-bindgen, if this program was called by its name.
pub fn called_as_bindgen() -> Option<Vec<OsString>> {
    let mut arguments = env::args_os();
    let name = PathBuf::from(arguments.next()?);
    (name.file_stem()? == BINDGEN).then(|| arguments.collect())
}

/// Does what wasm-bindgen does, and cuts before.
pub fn bindgen(mut arguments: Vec<OsString>) -> Result<()> {
    let tool = env::var_os(ASKS).context("only `cargo xtask build` calls this")?;
    let module = arguments.iter_mut().find(|it| Path::new(it).extension().is_some_and(|it| it == "wasm"));
    if let Some(module) = module {
        let binary = CUT.into_iter().find(|name| Path::new(module).file_stem().is_some_and(|it| it == *name));
        if let Some(binary) = binary {
            *module = cut(Path::new(module), binary)?.into();
            // The parts live on its memory, table and stack.
            arguments.push("--keep-lld-exports".into());
        }
        arguments.extend(STRIPPED.map(OsString::from));
        run(command(tool).args(&arguments))?;
        let folder = valued(&arguments, "--out-dir=").context("wasm-bindgen is not told where to write")?;
        let name = valued(&arguments, "--out-name=").context("wasm-bindgen is not told a name")?;
        let file = |ending: &str| Path::new(folder).join(format!("{name}{ending}"));
        return names::shorten(&file(".js"), &file("_bg.wasm"));
    }
    // A question such as `--version`.
    run(command(tool).args(&arguments))
}

/// The value of an argument that is written as one word.
fn valued<'a>(arguments: &'a [OsString], name: &str) -> Option<&'a str> {
    arguments.iter().find_map(|it| it.to_str()?.strip_prefix(name))
}

/// Writes the parts of a module into its folder, and returns the rest of it.
fn cut(module: &Path, binary: &str) -> Result<PathBuf> {
    let folder = folder(binary);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let input = fs::read(module)?;
    let rest = folder.join(binary).with_extension("wasm");
    let mut options = Options::new(&input);
    options.output_dir = &folder;
    options.main_out_path = &rest;
    options.link_name = LINKS;
    transform(options).map_err(|fault| anyhow!("{binary} cannot be cut into parts: {fault:#}"))?;
    for module in modules_of(binary)? {
        let small = compact(&fs::read(&module)?)?;
        fs::write(module, small)?;
    }
    Ok(rest)
}

/// A module without names, and without the room that the linker leaves in each
/// number for another one. What wasm-bindgen writes has neither.
fn compact(module: &[u8]) -> Result<Vec<u8>> {
    let mut small = wasm_encoder::Module::new();
    WithoutNames.parse_core_module(&mut small, Parser::new(0), module)?;
    Ok(small.finish())
}

struct WithoutNames;

impl Reencode for WithoutNames {
    type Error = Infallible;

    fn parse_custom_section(
        &mut self,
        _: &mut wasm_encoder::Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), wasm_encoder::reencode::Error<Infallible>> {
        Ok(())
    }
}

/// The modules of all parts, as `cut` wrote them.
pub fn modules() -> Result<Vec<PathBuf>> {
    let found: Result<Vec<_>> = CUT.into_iter().map(modules_of).collect();
    Ok(found?.concat())
}

fn modules_of(binary: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder(binary)).with_context(|| format!("{binary} was not cut into parts"))?;
    for entry in entries {
        let path = entry?.path();
        let is_module = path.extension().is_some_and(|it| it == "wasm");
        if is_module && path.file_stem().is_some_and(|it| it != binary) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Puts the parts into `site`, each under a name that says what is in it, and
/// what fetches them into the script that asks for them: one request less, and
/// the parts find the very module that they belong to.
pub fn place(site: &Path) -> Result<()> {
    CUT.into_iter().try_for_each(|binary| place_of(site, binary))
}

fn place_of(site: &Path, binary: &str) -> Result<()> {
    let mut links = fs::read_to_string(folder(binary).join(LINKS))?;
    for module in modules_of(binary)? {
        let content = fs::read(&module)?;
        let stem = module.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("{}-{}.wasm", called(&stem), &hash(&content)[..16]);
        fs::write(site.join(&name), content)?;
        links = renamed(&links, &format!("\"./{stem}.wasm\""), &format!("\"./{name}\""))?;
    }
    let glue = glue_of(site, binary)?;
    let joined = joined(&fs::read_to_string(&glue)?, &links)?;
    fs::write(glue, joined)?;
    Ok(())
}

/// A script with what fetches the parts in it.
fn joined(glue: &str, links: &str) -> Result<String> {
    // Each part is imported by itself, all of them from one script.
    let (imports, glue): (Vec<_>, Vec<_>) =
        glue.lines().partition(|line| line.starts_with("import ") && line.contains(LINKS));
    ensure!(!imports.is_empty(), "the script does not ask for parts any more");
    let mut joined = String::new();
    for line in glue.into_iter().filter(|line| !is_comment(line)) {
        let is_import = line.trim_start().starts_with(&format!("\"{LINKS}\": import"));
        joined.push_str(if is_import { "\"./parts.js\": parts," } else { line.trim_start() });
        joined.push('\n');
    }
    joined.push_str("const parts = (() => {\n");
    let mut loaders = Vec::new();
    for line in links.lines().filter(|line| !line.starts_with("import ")) {
        let own = line.strip_prefix("export ").unwrap_or(line);
        if own != line {
            loaders.extend(own.strip_prefix("const ").and_then(|it| it.split(' ').next()));
        }
        joined.push_str(own);
        joined.push('\n');
    }
    ensure!(loaders.len() >= imports.len(), "the script asks for parts that are not there");
    joined.push_str(&format!("return {{ {} }};\n}})();\n", loaders.join(", ")));
    Ok(joined)
}

/// Whether a line of what wasm-bindgen writes is for those who read types.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("/**") || line.starts_with("* ") || line.starts_with("*/")
}

/// The JavaScript of a binary; there may be a hash in its name.
fn glue_of(site: &Path, binary: &str) -> Result<PathBuf> {
    let start = format!("{binary}-");
    fs::read_dir(site)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| {
            path.extension().is_some_and(|it| it == "js")
                && path.file_stem().is_some_and(|it| it == binary || it.to_string_lossy().starts_with(&start))
        })
        .with_context(|| format!("the site has no {binary}"))
}

/// `split_share` is the part `share`; `chunk_3` is shared by several.
fn called(stem: &str) -> String {
    match (stem.strip_prefix("split_"), stem.strip_prefix("chunk_")) {
        (Some(part), _) => format!("part-{part}"),
        (_, Some(number)) => format!("parts-{number}"),
        _ => stem.to_owned(),
    }
}

fn renamed(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "the build does not ask for {from} any more");
    Ok(text.replace(from, to))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn files_say_whose_they_are() {
        assert_eq!(called("split_share"), "part-share");
        assert_eq!(called("chunk_3"), "parts-3");
    }

    #[test]
    fn what_fetches_parts_is_in_the_script_of_the_app() {
        let glue = "import * as import1 from \"./parts.js\"\nfunction imports() {\n    return {\n        \"./parts.js\": import1,\n    };\n}\nexport { initSync };";
        let links =
            "import { initSync } from \"./main.js\";\nlet shared;\nexport const load_share = wrap(1);";
        let joined = joined(glue, links).unwrap();
        assert!(!joined.contains("import "), "{joined}");
        assert!(joined.contains("\n\"./parts.js\": parts,\n"), "{joined}");
        assert!(
            joined.ends_with("let shared;\nconst load_share = wrap(1);\nreturn { load_share };\n})();\n")
        );
        assert!(super::joined("export { initSync };", links).is_err());
    }

    #[test]
    fn a_name_that_nobody_asks_for_is_a_fault() {
        assert_eq!(renamed("from \"./a.js\"", "\"./a.js\"", "\"./b.js\"").unwrap(), "from \"./b.js\"");
        assert!(renamed("from \"./c.js\"", "\"./a.js\"", "\"./b.js\"").is_err());
    }
}
