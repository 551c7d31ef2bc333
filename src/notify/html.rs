//! Plain text as HTML: nothing in it is taken for markup, addresses of pages become links.

/// `text` with everything escaped that HTML would read.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// `text` escaped, with links around what begins with `http://` or `https://`. Line breaks stay
/// line breaks: to be shown in an element with `white-space: pre-wrap`.
pub(crate) fn with_links(text: &str) -> String {
    linked(text, |_| true)
}

/// As [`with_links`], around those addresses that `is_link` is content with.
fn linked(text: &str, is_link: impl Fn(&str) -> bool) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let (before, from) = rest.split_at(start);
        let (link, after) = from.split_at(link_length(from));
        html.push_str(&escape(before));
        let escaped = escape(link);
        if link.ends_with("//") || !is_link(link) {
            html.push_str(&escaped);
        } else {
            html.push_str(&format!(
                "<a href=\"{escaped}\" rel=\"noreferrer noopener\">{escaped}</a>"
            ));
        }
        rest = after;
    }
    html.push_str(&escape(rest));
    html
}

/// A letter as HTML: as [`with_links`], around addresses of our own, which begin with `own`; others' words are in letters too,
/// and go to whomever they like. Not in its first line: that greets somebody by a name that they have chosen.
pub(crate) fn letter(text: &str, own: &str) -> String {
    let (greeting, rest) = text.split_at(text.find('\n').unwrap_or(0));
    let is_own = |link: &str| {
        let path = link.strip_prefix(own);
        path.is_some_and(|path| path.is_empty() || path.starts_with('/'))
    };
    escape(greeting) + &linked(rest, is_own)
}

fn next_link(text: &str) -> Option<usize> {
    let secure = text.find("https://");
    let plain = text.find("http://");
    [secure, plain].into_iter().flatten().min()
}

/// How far the address at the beginning of `text` goes: full stops and brackets that end a
/// sentence are not part of it.
fn link_length(text: &str) -> usize {
    let end = text
        .find(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
        .unwrap_or(text.len());
    text[..end]
        .trim_end_matches(['.', ',', ';', '!', '?', ')', ']', '\''])
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_and_not_read() {
        assert_eq!(
            with_links("<script>alert('1')</script> & \"x\""),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        );
    }

    #[test]
    fn a_greeting_has_no_links() {
        let html = letter(
            "Hej https://evil.example & co,\n\nÖppna:\nhttps://x.test/link#a\n",
            "https://x.test",
        );
        assert!(html.starts_with("Hej https://evil.example &amp; co,\n\nÖppna:\n<a "));
        assert_eq!(html.matches("<a ").count(), 1);
    }

    #[test]
    fn addresses_become_links_and_nothing_more() {
        assert_eq!(
            with_links("Se https://x.test/?a=1&b=2. Eller (http://y.test)!"),
            "Se <a href=\"https://x.test/?a=1&amp;b=2\" rel=\"noreferrer noopener\">\
             https://x.test/?a=1&amp;b=2</a>. Eller (<a href=\"http://y.test\" \
             rel=\"noreferrer noopener\">http://y.test</a>)!"
        );
        let tricky = with_links("https://x.test/\"onclick=alert(1) javascript:alert(1)");
        assert!(tricky.contains("href=\"https://x.test/\""), "{tricky}");
        assert_eq!(tricky.matches("<a ").count(), 1);
        assert!(
            !with_links("https://. Hej").contains("<a "),
            "a scheme alone is no address"
        );
        let html = letter(
            "Hej https://a.test/1\nhttps://a.test/2 https://a.test.evil/3 https://evil.test",
            "https://a.test",
        );
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains("href=\"https://a.test/2\""), "{html}");
    }
}
