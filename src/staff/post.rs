//! What can be a post. Pure.

use std::collections::BTreeSet;

use signaling::protocol::StaffPost;

use crate::{
    error::{Result, invalid},
    identity::{LANGUAGES, line},
};

/// Chats at once: more is no person.
const MOST_CAPACITY: u32 = 100;
const MOST_SKILLS: usize = 50;
const MOST_QUEUES: usize = 200;

/// A name, trimmed.
pub(super) fn name(text: &str) -> Result<String> {
    line("name", text, 1..=100)
}

/// A post that can be kept: trimmed, nothing twice.
///
/// # Errors
/// `invalid` with the first fault.
pub(super) fn checked(post: &StaffPost) -> Result<StaffPost> {
    let languages = once(&post.languages);
    if languages.is_empty() {
        return Err(invalid("at least one language is needed"));
    }
    if let Some(unknown) = languages.iter().find(|one| !LANGUAGES.contains(&&***one)) {
        return Err(invalid(format!("there are no answers in {unknown:?}")));
    }
    if post.skills.len() > MOST_SKILLS {
        return Err(invalid("there can be 50 skills"));
    }
    let skills = post.skills.iter().map(|skill| line("skill", skill, 1..=60));
    let skills = once(&skills.collect::<Result<Vec<String>>>()?);
    if post.capacity > MOST_CAPACITY {
        return Err(invalid("capacity must be 0 to 100"));
    }
    if post.queues.len() > MOST_QUEUES {
        return Err(invalid("there are not so many queues"));
    }
    Ok(StaffPost {
        title: line("title", &post.title, 0..=100)?,
        role: post.role,
        languages,
        skills,
        queues: post.queues.clone(),
        capacity: post.capacity,
    })
}

fn once(list: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    list.iter()
        .filter(|one| seen.insert(one.as_str()))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use signaling::protocol::StaffRole;

    use super::*;

    fn post() -> StaffPost {
        StaffPost {
            title: " Rådgivare ".into(),
            role: StaffRole::Advisor,
            languages: vec!["sv".into(), "en".into(), "sv".into()],
            skills: vec!["arv".into(), " arv".into()],
            queues: Vec::new(),
            capacity: 3,
        }
    }

    #[test]
    fn what_is_kept_is_trimmed_and_there_once() {
        let kept = checked(&post()).unwrap();
        assert_eq!(kept.title, "Rådgivare");
        assert_eq!(kept.languages, ["sv", "en"]);
        assert_eq!(kept.skills, ["arv"]);
    }

    #[test]
    fn what_can_be_no_post_is_refused() {
        let wrong: [fn(&mut StaffPost); 6] = [
            |post| post.languages.clear(),
            |post| post.languages.push("de".into()),
            |post| post.skills.push(String::new()),
            |post| post.skills = vec!["x".into(); 51],
            |post| post.capacity = 101,
            |post| post.title = "x".repeat(101),
        ];
        for (which, spoil) in wrong.into_iter().enumerate() {
            let mut post = post();
            spoil(&mut post);
            assert!(checked(&post).is_err(), "{which}");
        }
        for bad in ["", "  ", "a\nb", "a\u{202e}b", &"x".repeat(101)] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }
}
