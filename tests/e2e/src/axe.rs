//! Looks for faults of accessibility with axe-core.

use std::fs;

use serde_json::Value;

use crate::{Page, target};

/// Panics when axe-core finds a fault on the page as it is now. `state` says
/// for the reader what was looked at.
pub async fn check(page: &Page, state: &str) {
    let file = target().join("axe/node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(&file)
        .unwrap_or_else(|_| panic!("axe-core is missing: `cargo xtask test e2e` installs it"));
    page.js(&source, vec![]).await;
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document).then(
            found => done(found.violations.flatMap(fault => fault.nodes.map(node =>
                `${fault.id}: ${fault.help}\\n    ${node.html}\\n    ${node.failureSummary}`))),
            error => done([String(error)]));";
    let found = page.session().execute_async(script, vec![]).await.expect("axe-core runs");
    let faults: Vec<&str> = found.json().as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(faults.is_empty(), "{} faults, {state}:\n{}", faults.len(), faults.join("\n"));
}
