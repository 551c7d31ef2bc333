//! Tells cargo what the binary embeds besides Rust: a new migration means a new build.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
