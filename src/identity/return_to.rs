//! Where a page goes after a sign-in: a path of ours, whatever an address says that somebody else has made. Pure.

/// Longer ones are nobody's.
const MAX_CHARS: usize = 500;

/// `asked` if it leads to a page of this server wherever a browser reads it; `/` otherwise.
pub(super) fn own_path(asked: &str) -> &str {
    let leads_here = match asked.as_bytes() {
        // `//host` and `/\host` are other hosts: browsers take a backslash for a slash.
        [b'/', b'/' | b'\\', ..] => false,
        [b'/', ..] => true,
        _ => false,
    };
    // Browsers drop tabs and line ends before they read: `/\t/host` is `//host`.
    let is_plain = !asked
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    if leads_here && is_plain && asked.chars().count() <= MAX_CHARS && !has_dots(asked) {
        asked
    } else {
        "/"
    }
}

/// `/.//host` and `/..//host` are `//host` once the dots are resolved.
fn has_dots(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(|part| {
        let part = part.to_ascii_lowercase().replace("%2e", ".");
        part == "." || part == ".."
    })
}

#[cfg(test)]
mod tests {
    use openidconnect::url::Url;

    use super::*;

    #[test]
    fn our_own_pages_are_reached() {
        for own in [
            "/",
            "/desk",
            "/meeting/1?tab=chat#end",
            "/m/a%20b",
            "/?next=//evil.example",
            "/a..b",
        ] {
            assert_eq!(own_path(own), own);
        }
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        let base = Url::parse("https://chat.example.org/sign-in").unwrap();
        for evil in [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " //evil.example",
            "https://evil.example",
            "https:evil.example",
            "HTTPS://evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "///evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/a/../\\evil.example",
            "/%2e%2e//evil.example",
            "/%2E//evil.example",
            "?a",
            "#a",
            "@evil.example",
            "/\u{0}",
            &format!("/{}", "a".repeat(500)),
        ] {
            assert_eq!(own_path(evil), "/", "{evil:?}");
            let there = base.join(own_path(evil)).unwrap();
            assert_eq!(there.origin(), base.origin());
        }
    }
}
