//! `cargo xtask build` cuts the worker into parts (`xtask/src/parts.rs`), for
//! which it asks here: the linker then leaves in the file who refers to what.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LOLLIPOP_PARTS");
    println!("cargo::rustc-check-cfg=cfg(parts)");
    if std::env::var_os("LOLLIPOP_PARTS").is_some() {
        println!("cargo::rustc-cfg=parts");
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
