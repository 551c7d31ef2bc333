//! Stories: the real server in this process, a real database of its own, the client that behaves as the browser does.
//!
//! Each is named after what happens, or after the fault that it shows can't happen. Invariant: a story waits for events
//! and moves a clock by hand; it never sleeps and never tries again. `world` is where people and servers come from.

mod accounts;
mod attacks;
mod bad_input;
mod bankid;
mod browser;
mod cases;
mod chaos;
mod factors;
mod freja;
mod gaps;
mod half_way;
mod handing_over;
mod house;
mod joining;
mod leaks;
mod left;
mod meetings;
mod nodes;
mod objects;
mod overseeing;
mod policy;
mod queueing;
mod scanning;
mod staff;
mod talking;
mod under_way;
mod uploads;
mod vouched;
mod ways_out;
mod world;

/// What a server logs as a fault of its own is printed with the test that meets it.
fn show_faults() {
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR);
    // Another test of this process was first.
    drop(lines.with_test_writer().try_init());
}
