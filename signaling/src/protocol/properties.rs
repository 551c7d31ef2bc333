//! What holds for every text and every topic.

use proptest::prelude::*;
use uuid::Uuid;

use super::{ConversationId, MAX_TEXT_CHARS, MessageText, PersonId, SignInId, TextError, Topic};

/// What people send on purpose or by accident: control characters, direction marks, letters of four bytes, white space.
fn written() -> impl Strategy<Value = String> {
    let strange = prop::sample::select(vec![
        '\0', '\u{1}', '\u{1b}', '\u{7f}', '\u{85}', '\r', '\n', '\t', ' ', '\u{a0}', '\u{200e}',
        '\u{200f}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}', '😀', '𝔸', 'å', '<', '&',
    ]);
    let character = prop_oneof![strange, any::<char>()];
    prop::collection::vec(character, 0..80).prop_map(|all| all.into_iter().collect())
}

fn is_kept(c: char) -> bool {
    !c.is_control() || c == '\n' || c == '\t'
}

proptest! {
    #[test]
    fn a_text_keeps_all_that_can_be_seen(text in written()) {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n");
        let seen: String = unix.chars().filter(|c| is_kept(*c)).collect();
        match MessageText::parse(text) {
            Ok(kept) => prop_assert_eq!(kept.as_str(), seen),
            Err(error) => {
                prop_assert_eq!(error, TextError::Empty);
                prop_assert!(seen.trim().is_empty());
            }
        }
    }

    #[test]
    fn what_was_parsed_once_stays_as_it_is(text in written()) {
        if let Ok(once) = MessageText::parse(text) {
            let again = MessageText::parse(once.as_str().to_owned());
            prop_assert_eq!(again.as_ref(), Ok(&once));
            let wire = serde_json::to_string(&once).expect("a string is JSON");
            prop_assert_eq!(serde_json::from_str::<MessageText>(&wire).ok(), Some(once));
        }
    }

    #[test]
    fn the_limit_counts_characters_and_not_bytes(letter in any::<char>(), over in 0_usize..3) {
        prop_assume!(is_kept(letter) && !letter.is_whitespace());
        let text = letter.to_string().repeat(MAX_TEXT_CHARS - 1 + over);
        let parsed = MessageText::parse(text);
        prop_assert_eq!(parsed.is_ok(), over < 2);
        if let Err(error) = parsed {
            prop_assert_eq!(error, TextError::TooLong);
        }
    }

    #[test]
    fn a_topic_is_read_as_it_was_written(id in any::<u128>()) {
        let id = Uuid::from_u128(id);
        for topic in [
            Topic::Conversation(ConversationId(id)),
            Topic::Person(PersonId(id)),
            Topic::Queues,
            Topic::Staff,
            Topic::Wall,
            Topic::SignIn(SignInId(id)),
        ] {
            prop_assert_eq!(topic.to_string().parse::<Topic>(), Ok(topic));
            let wire = serde_json::to_string(&topic).expect("a string is JSON");
            prop_assert_eq!(serde_json::from_str::<Topic>(&wire).ok(), Some(topic));
        }
    }

    #[test]
    fn no_text_makes_reading_a_topic_or_a_frame_fail_hard(text in written()) {
        if let Ok(topic) = text.parse::<Topic>() {
            prop_assert_eq!(topic.to_string(), text.to_lowercase());
        }
        prop_assert!(super::ClientFrame::parse(&text).is_err());
    }
}

#[test]
fn a_text_of_direction_marks_and_joined_emoji_is_left_alone() {
    let text = "\u{202b}שלום\u{202c} 👩‍👩‍👧‍👦 <script>alert(1)</script>";
    let kept = MessageText::parse(text.to_owned()).expect("it can be read");
    assert_eq!(kept.as_str(), text);
}
