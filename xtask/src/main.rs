//! Every chore of the project, one command each: `cargo xtask`.

mod bench;
mod corpora;
mod fuzz;
mod layers;
mod lint;
mod models;
mod names;
mod parts;
mod process;
mod setup;
mod shell;
mod site;
mod vocab;

use std::{env, io::ErrorKind, path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};
use layers::Layer;
use xtask::server::{Kept, Site};

const HELP: &str = "\
cargo xtask serve [--port 8080]          sets up what is missing, builds the site, serves it
cargo xtask serve --fresh                the same, and the browser keeps nothing of it for offline use
cargo xtask build                        builds the static site into dist/
cargo xtask test [native|browser|e2e]    runs every layer of tests, or one
cargo xtask lint                         formatting and clippy, warnings denied
cargo xtask vocab                        writes the vocabulary files into public/vocab/
cargo xtask vocab FILE.gguf              takes SmolLM2's vocabulary out of its model anew, into crates/vocabularies
cargo xtask models                       obtains the language model and puts it beside the built site
cargo xtask corpora                      makes the texts of tests and benchmark, in target/corpora
cargo xtask bench                        measures the engine beside other tokenizers, into docs/
cargo xtask bench --parts cold,latency   a part of it: also --peers, --encodings, --runtimes, --rounds
cargo xtask bench --model                measures the language model beside others: also --rounds, --peers, --into docs
cargo xtask bench --export DIR           writes the engine as an ES module into DIR
cargo xtask fuzz NAME [SECONDS]          tries hostile input: load, encode, import or link";

fn main() -> ExitCode {
    let done = match parts::called_as_bindgen() {
        Some(arguments) => parts::bindgen(arguments),
        None => {
            let arguments: Vec<String> = env::args().skip(1).collect();
            chore(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] | ["help" | "-h" | "--help"] => {
            println!("{HELP}");
            Ok(())
        }
        ["serve", options @ ..] => serve_with(options),
        ["build"] => site::build(),
        ["test"] => layers::run(&Layer::ALL),
        ["test", name] => match Layer::from_name(name) {
            Some(layer) => layers::run(&[layer]),
            None => bail!("there is no layer {name}: the layers are native, browser and e2e"),
        },
        ["lint"] => lint::run_all(),
        ["vocab"] => setup::vocabularies(),
        ["vocab", gguf] => vocab::write_smollm2(Path::new(gguf)),
        ["models"] => models::obtain(),
        ["corpora"] => corpora::ensure().map(|_| ()),
        ["bench", options @ ..] => bench::bench(options),
        ["fuzz", target] => fuzz::fuzz(target, 600),
        ["fuzz", target, seconds] => {
            fuzz::fuzz(target, seconds.parse().with_context(|| format!("{seconds} is no number of seconds"))?)
        }
        _ => bail!("there is no chore `{}`. The chores:\n{HELP}", arguments.join(" ")),
    }
}

fn serve_with(mut options: &[&str]) -> Result<()> {
    let (mut port, mut kept) = (8080, Kept::Offline);
    loop {
        options = match options {
            [] => return serve(port, kept),
            ["--fresh", rest @ ..] => {
                kept = Kept::Not;
                rest
            }
            ["--port", given, rest @ ..] => {
                port = given.parse().with_context(|| {
                    format!("{given} is not a port: give a number from 1 to 65535, as in --port 8080")
                })?;
                rest
            }
            [other, ..] => bail!("serve has no option `{other}`. The chores:\n{HELP}"),
        };
    }
}

fn serve(port: u16, kept: Kept) -> Result<()> {
    site::build_if_changed()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let site = Site::bind(&site::folder(), port, kept).await.map_err(|error| match error.kind() {
            ErrorKind::AddrInUse => anyhow::anyhow!(
                "port {port} is taken by another program: stop that one, or choose another port \
                 with `cargo xtask serve --port {}`",
                port.checked_add(1).unwrap_or(8080)
            ),
            _ => anyhow::Error::new(error).context(format!("cannot listen on port {port}")),
        })?;
        println!("\nLollipop is at {} (Ctrl C stops it)", site.url());
        Ok(site.run().await?)
    })
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
