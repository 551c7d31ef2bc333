//! People who have asked the business something. All invented.

/// Somebody who came by.
pub(super) struct Customer {
    pub(super) name: &'static str,
    pub(super) language: &'static str,
    /// Local part of the e-mail address.
    pub(super) email: Option<&'static str>,
    pub(super) phone: Option<&'static str>,
}

const fn person(
    name: &'static str,
    language: &'static str,
    email: Option<&'static str>,
    phone: Option<&'static str>,
) -> Customer {
    Customer {
        name,
        language,
        email,
        phone,
    }
}

/// Some of each language.
pub(super) static CUSTOMERS: [Customer; 30] = [
    person(
        "Malin Sjödahl",
        "sv",
        Some("malin.sjodahl"),
        Some("070-174 06 05"),
    ),
    person("Erik Tallberg", "sv", Some("erik.tallberg"), None),
    person(
        "Sofia Granlund",
        "sv",
        Some("sofia.granlund"),
        Some("070-174 06 11"),
    ),
    person("Per-Olof Hedmark", "sv", None, Some("070-174 06 17")),
    person(
        "Amira Hassan",
        "sv",
        Some("amira.hassan"),
        Some("070-174 06 20"),
    ),
    person("Jonas Brodén", "sv", None, None),
    person(
        "Lena Wikander",
        "sv",
        Some("lena.wikander"),
        Some("070-174 06 26"),
    ),
    person("Mikael Stenvall", "sv", Some("mikael.stenvall"), None),
    person(
        "Yasmin Karimi",
        "sv",
        Some("yasmin.karimi"),
        Some("070-174 06 31"),
    ),
    person("Håkan Lundvik", "sv", None, Some("070-174 06 34")),
    person("Emelie Fors", "sv", Some("emelie.fors"), None),
    person(
        "Tobias Ringdahl",
        "sv",
        Some("tobias.ringdahl"),
        Some("070-174 06 40"),
    ),
    person("Birgitta Almgren", "sv", None, Some("070-174 06 43")),
    person("Oskar Selander", "sv", Some("oskar.selander"), None),
    person(
        "Nadja Petrović",
        "sv",
        Some("nadja.petrovic"),
        Some("070-174 06 48"),
    ),
    person("Viktor Ahlbäck", "sv", None, None),
    person(
        "Camilla Rönn",
        "sv",
        Some("camilla.ronn"),
        Some("070-174 06 52"),
    ),
    person("Samuel Tesfaye", "sv", Some("samuel.tesfaye"), None),
    person(
        "Ulrika Dahlén",
        "sv",
        Some("ulrika.dahlen"),
        Some("070-174 06 58"),
    ),
    person("Kerstin Öhman", "sv", None, Some("070-174 06 60")),
    person("James Whitfield", "en", Some("james.whitfield"), None),
    person(
        "Priya Raman",
        "en",
        Some("priya.raman"),
        Some("070-174 06 66"),
    ),
    person("Daniela Costa", "en", Some("daniela.costa"), None),
    person(
        "Tomasz Zielony",
        "en",
        Some("tomasz.zielony"),
        Some("070-174 06 71"),
    ),
    person("Grace Okonjo", "en", None, None),
    person("Mette Holmgaard", "da", Some("mette.holmgaard"), None),
    person("Søren Lindbjerg", "da", Some("soren.lindbjerg"), None),
    person("Kari Fjellvang", "nb", Some("kari.fjellvang"), None),
    person("Olav Myrstad", "nb", None, None),
    person("Aino Kuusela", "fi", Some("aino.kuusela"), None),
];

/// What somebody said with their rating: score, language, words.
pub(super) static VERDICTS: [(i32, &str, &str); 12] = [
    (5, "sv", "Snabbt och vänligt, tack!"),
    (5, "sv", ""),
    (4, "sv", "Bra svar, men jag fick vänta en stund."),
    (5, "en", "Very clear answers. Thank you."),
    (5, "sv", "Äntligen någon som förklarar så man förstår."),
    (3, "sv", "Fick hjälp till slut."),
    (4, "en", ""),
    (5, "da", "Rigtig god hjælp på mit eget sprog."),
    (2, "sv", "Lång väntan och jag behövde ändå boka tid."),
    (5, "sv", "Kändes tryggt."),
    (4, "sv", ""),
    (5, "nb", "Veldig hyggelig og kunnskapsrik."),
];
