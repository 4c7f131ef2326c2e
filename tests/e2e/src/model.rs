//! The real thing: llama.cpp's server with SmolLM2-135M-Instruct.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

use crate::{root, target};

/// What the server calls its model.
pub const MODEL: &str = "smollm2-135m-instruct";

struct Server {
    url: String,
    /// The server ends when the pipe to it closes, that is, with this process.
    _process: Child,
}

/// Where the one server of this test binary answers, without a trailing
/// slash; the first call starts it.
pub fn url() -> &'static str {
    static SERVER: OnceLock<Server> = OnceLock::new();
    &SERVER.get_or_init(start).url
}

fn start() -> Server {
    let python = target().join("model-venv/bin/python3");
    assert!(python.is_file(), "the real model is missing: `cargo xtask test e2e` installs it");
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let mut process = Command::new(python)
        .arg(root().join("tests/e2e/serve_model.py"))
        .arg(port.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python starts");
    let mut lines = BufReader::new(process.stdout.take().expect("stdout is piped")).lines();
    let is_ready = lines.by_ref().any(|line| line.is_ok_and(|line| line == "ready"));
    assert!(is_ready, "llama.cpp ended before it was ready");
    std::thread::spawn(move || lines.for_each(drop));
    Server { url: format!("http://127.0.0.1:{port}"), _process: process }
}
