//! The animated QR code. Pure.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What the code holds `seconds` after the order was answered: `bankid.<token>.<seconds>.<HMAC-SHA256 of the seconds>`.
pub fn qr_text(token: &str, secret: &str, seconds: u64) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(seconds.to_string().as_bytes());
    let mut text = format!("bankid.{token}.{seconds}.");
    for byte in mac.finalize().into_bytes() {
        write!(text, "{byte:02x}").expect("a string takes everything");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_as_bankid_computes_it() {
        let token = "67df3917-fa0d-44e5-b327-edcc928297f8";
        let secret = "d28db9a7-4cde-429e-a983-359be676944c";
        let known = [
            "dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
            "949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2",
            "a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3",
        ];
        for (seconds, hash) in (0..).zip(known) {
            let expected = format!("bankid.{token}.{seconds}.{hash}");
            assert_eq!(qr_text(token, secret, seconds), expected);
        }
    }
}
