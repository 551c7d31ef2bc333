//! Starting the app on the device that the page is open on, and finding the way back. Pure.

/// The app's address for browsers that may open apps by an ordinary link.
const UNIVERSAL: &str = "https://app.bankid.com/";
/// For all others.
const SCHEME: &str = "bankid:///";

/// What starts the app: an ordinary link in iOS's own browser and in Android's, the app's own scheme elsewhere. Where the
/// browser goes afterwards the order itself says.
pub(super) fn launch(auto_start_token: &str, user_agent: &str, app_url: Option<&str>) -> String {
    let base = match app_url {
        Some(url) => url,
        None if is_ios_safari(user_agent) || user_agent.contains("Android") => UNIVERSAL,
        None => SCHEME,
    };
    format!("{base}?autostarttoken={auto_start_token}&redirect=null")
}

/// Where the app sends the browser, in a form that brings it back to the same one: on iOS an ordinary link opens Safari.
pub(super) fn return_address(url: &str, user_agent: &str) -> String {
    let secure = url.strip_prefix("https://");
    match secure {
        Some(rest) if is_ios(user_agent) && user_agent.contains("CriOS") => {
            format!("googlechromes://{rest}")
        }
        Some(_) if is_ios(user_agent) && user_agent.contains("FxiOS") => {
            format!("firefox://open-url?url={}", percent_encoded(url))
        }
        _ => url.to_owned(),
    }
}

fn is_ios(user_agent: &str) -> bool {
    ["iPhone", "iPad", "iPod"]
        .iter()
        .any(|device| user_agent.contains(device))
}

fn is_ios_safari(user_agent: &str) -> bool {
    let others = [
        "CriOS",
        "FxiOS",
        "EdgiOS",
        "OPiOS",
        "OPT/",
        "DuckDuckGo",
        "GSA/",
    ];
    is_ios(user_agent)
        && user_agent.contains("Safari")
        && !others.iter().any(|other| user_agent.contains(other))
}

/// For a query (RFC 3986 §2.3: only what is unreserved stays).
pub(super) fn percent_encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes everything");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
        Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
    const CHROME_IOS: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
        Gecko) CriOS/130.0 Mobile/15E148 Safari/604.1";
    const FIREFOX_IOS: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
        Gecko) FxiOS/130.0 Mobile/15E148 Safari/604.1";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile \
        Safari/537.36";
    const DESKTOP: &str =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0";

    #[test]
    fn each_browser_gets_the_address_it_can_open() {
        let cases = [
            (SAFARI, "https://app.bankid.com/"),
            (ANDROID, "https://app.bankid.com/"),
            (CHROME_IOS, "bankid:///"),
            (FIREFOX_IOS, "bankid:///"),
            (DESKTOP, "bankid:///"),
            ("", "bankid:///"),
        ];
        for (browser, base) in cases {
            let expected = format!("{base}?autostarttoken=7c40b5c9&redirect=null");
            assert_eq!(launch("7c40b5c9", browser, None), expected, "{browser}");
        }
        let stand_in = launch("7c40b5c9", SAFARI, Some("/simulators/bankid"));
        assert_eq!(
            stand_in,
            "/simulators/bankid?autostarttoken=7c40b5c9&redirect=null"
        );
    }

    #[test]
    fn the_app_comes_back_to_the_same_browser() {
        let url = "https://chat.example.org/sign-in/return?sign_in=1&nonce=a";
        let back = |browser: &str| return_address(url, browser);
        assert_eq!(back(SAFARI), url);
        assert_eq!(back(DESKTOP), url);
        assert_eq!(
            back(CHROME_IOS),
            "googlechromes://chat.example.org/sign-in/return?sign_in=1&nonce=a"
        );
        assert_eq!(
            back(FIREFOX_IOS),
            "firefox://open-url?url=https%3A%2F%2Fchat.example.org%2Fsign-in%2Freturn%3Fsign_in%3D1%26nonce%3Da"
        );
    }
}
