//! The letter that asks somebody to begin working here.

use super::{
    Address, Mail, Mailer,
    texts::{Language, say},
};

impl Mailer {
    /// Writes it to `name`, in the name of `from`, with the way in. Nothing is sent by this.
    pub fn invite(
        &self,
        to: Address,
        language: Language,
        name: &str,
        from: &str,
        link: &str,
    ) -> Mail {
        let greeting = say(language, "greeting", &[("name", name)]);
        let variables = [
            ("greeting", &*greeting),
            ("from", from),
            ("link", link),
            ("sender", self.sender()),
        ];
        Mail {
            to,
            subject: say(language, "invitation-subject", &[("sender", self.sender())]),
            body: say(language, "invitation-body", &variables),
            once_key: None,
        }
    }
}
