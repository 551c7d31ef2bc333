//! Tells cargo what the binary embeds besides Rust: a new migration or a new web client means a
//! new build.

use std::path::Path;

fn main() {
    for folder in ["migrations", "static/dist"] {
        // A path that is not there would make every build a new one.
        if Path::new(folder).exists() {
            println!("cargo::rerun-if-changed={folder}");
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
}
