//! What must not be sent, sent: each has its documented answer and costs others nothing.

mod floods;
mod frames;
mod http;
mod meetings;
mod others;
mod texts;
mod uploads;
mod who;

use loadtest::{RawSocket, Received};
use signaling::protocol::CloseCode;

fn ended_with(code: CloseCode) -> impl Fn(&Received) -> bool {
    move |came| matches!(came, Received::Closed { code: came, .. } if *came == code as u16)
}

/// Waits until a socket is closed, which must be with this code.
pub(super) async fn closed(socket: &mut RawSocket, code: CloseCode) {
    let came = socket.ended().await;
    assert!(ended_with(code)(&came), "{came:?} and not {code:?}");
}
