//! Tells cargo what the binary embeds besides Rust: a new migration or a new web client means a
//! new build. A server that was built without a client says on its pages how to build one.

use std::fs;

fn main() {
    // What is embedded must be there, if only as an empty folder.
    fs::create_dir_all("static/dist").expect("static/ can be written");
    for folder in ["migrations", "static/dist"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
