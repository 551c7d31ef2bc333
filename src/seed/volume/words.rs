//! What people write, in their own language, of what their case is about.

/// What is written in one language about one kind of matter.
#[derive(Debug)]
pub(super) struct Words {
    /// What a case is about, and what is the matter with it; for a move the first says it all.
    pub(super) about: &'static [&'static str],
    pub(super) faults: &'static [&'static str],
    pub(super) details: &'static [&'static str],
    pub(super) subjects: &'static [&'static str],
    pub(super) asks: &'static [&'static str],
    pub(super) answers: &'static [&'static str],
    /// Why whatever is paused is.
    pub(super) pause: &'static str,
    /// When a call suits.
    pub(super) wishes: &'static [&'static str],
}

/// In the language whose code it is; Swedish stands in for others.
pub(super) fn of(language: &str, is_report: bool) -> &'static Words {
    match (language, is_report) {
        ("en", true) => &REPORT_EN,
        ("en", false) => &MOVE_EN,
        ("da", true) => &REPORT_DA,
        ("da", false) => &MOVE_DA,
        (_, true) => &REPORT_SV,
        (_, false) => &MOVE_SV,
    }
}

const WISHES_SV: &[&str] = &["Efter klockan 15", "Helst på förmiddagen", ""];
const WISHES_EN: &[&str] = &["After three o'clock", "In the morning if you can", ""];
const WISHES_DA: &[&str] = &["Efter klokken 15", "Helst om formiddagen", ""];

const REPORT_SV: Words = Words {
    about: &[
        "Diskmaskinen",
        "Tvättmaskinen",
        "Torktumlaren",
        "Ugnen",
        "Kylskåpet",
        "Frysen",
        "Spishällen",
        "Fläkten",
        "Torkskåpet",
    ],
    faults: &[
        "tömmer inte vattnet",
        "läcker på golvet",
        "startar inte",
        "stannar mitt i programmet",
        "visar felkod E24",
        "blir inte varm",
        "låter illa när den går",
        "luktar bränt",
        "har en trasig dörrpackning",
    ],
    details: &[
        "Silen är rensad och slangen ligger rätt.",
        "Det började i går kväll.",
        "Säkringen har gått två gånger.",
        "Hyresgästen är hemma hela dagen.",
        "Vaktmästaren har stängt av vattnet.",
        "Samma fel lagades i våras.",
        "Nyckel finns hos grannen.",
        "Det är bråttom eftersom huset är ett äldreboende.",
        "Vi har provat att starta om den flera gånger.",
        "Pumpen brummar men inget händer.",
        "Maskinen är fyra år gammal och sköts enligt anvisningarna.",
    ],
    subjects: &["Frågor om felet", "Tid för besök", "Reservdelen", "Nyckel"],
    asks: &[
        "Hej, har ni kommit längre med detta?",
        "Jag har lagt till en bild på märkplåten nu.",
        "När kan ni komma?",
        "Tack, då vet jag.",
    ],
    answers: &[
        "Hej, tack för anmälan. Vi har tagit emot den och återkommer i morgon.",
        "Vi har beställt en reservdel och ringer när den är här.",
        "Teknikern kommer på torsdag mellan nio och elva.",
        "Kan du skicka en bild på märkplåten?",
    ],
    pause: "Väntar på en reservdel.",
    wishes: WISHES_SV,
};

const REPORT_EN: Words = Words {
    about: &[
        "The dishwasher",
        "The washing machine",
        "The tumble dryer",
        "The oven",
        "The refrigerator",
        "The freezer",
        "The hob",
        "The fan",
        "The drying cabinet",
    ],
    faults: &[
        "does not drain",
        "leaks onto the floor",
        "does not start",
        "stops in the middle of the programme",
        "shows error code E24",
        "does not get warm",
        "makes a noise when it runs",
        "smells burnt",
        "has a broken door seal",
    ],
    details: &[
        "The filter is clean and the hose lies as it should.",
        "It began yesterday evening.",
        "The fuse has blown twice.",
        "The tenant is at home all day.",
        "The caretaker has shut off the water.",
        "The same fault was mended in spring.",
        "A neighbour has the key.",
        "It is urgent, as the house is a nursing home.",
        "We have tried to start it again several times.",
        "The pump hums but nothing happens.",
        "The machine is four years old and looked after.",
    ],
    subjects: &[
        "Questions about the fault",
        "Time of the visit",
        "The spare part",
        "Key",
    ],
    asks: &[
        "Hello, is there any news about this?",
        "I have added a picture of the rating plate.",
        "When can you come?",
        "Thank you, then I know.",
    ],
    answers: &[
        "Hello, and thank you for the report. We have it and will write again tomorrow.",
        "We have ordered a spare part and will ring when it is here.",
        "The technician comes on Thursday between nine and eleven.",
        "Could you send a picture of the rating plate?",
    ],
    pause: "Waiting for a spare part.",
    wishes: WISHES_EN,
};

const REPORT_DA: Words = Words {
    about: &[
        "Opvaskemaskinen",
        "Vaskemaskinen",
        "Tørretumbleren",
        "Ovnen",
        "Køleskabet",
        "Fryseren",
        "Kogepladen",
        "Emhætten",
        "Tørreskabet",
    ],
    faults: &[
        "tømmer ikke vandet",
        "drypper på gulvet",
        "starter ikke",
        "stopper midt i programmet",
        "viser fejlkode E24",
        "bliver ikke varm",
        "larmer, når den kører",
        "lugter brændt",
        "har en slidt dørpakning",
    ],
    details: &[
        "Filteret er renset, og slangen ligger rigtigt.",
        "Det begyndte i går aftes.",
        "Sikringen er gået to gange.",
        "Lejeren er hjemme hele dagen.",
        "Viceværten har lukket for vandet.",
        "Den samme fejl blev rettet i foråret.",
        "Naboen har en nøgle.",
        "Det haster, fordi huset er et plejehjem.",
        "Vi har prøvet at starte den igen flere gange.",
        "Pumpen brummer, men der sker ikke noget.",
        "Maskinen er fire år gammel og passes efter vejledningen.",
    ],
    subjects: &[
        "Spørgsmål om fejlen",
        "Tid til besøg",
        "Reservedelen",
        "Nøgle",
    ],
    asks: &[
        "Hej, er I kommet videre med det her?",
        "Jeg har lagt et billede af typeskiltet ind.",
        "Hvornår kan I komme?",
        "Tak, så ved jeg det.",
    ],
    answers: &[
        "Hej, og tak for meldingen. Vi har den og vender tilbage i morgen.",
        "Vi har bestilt en reservedel og ringer, når den er her.",
        "Teknikeren kommer på torsdag mellem ni og elleve.",
        "Kan du sende et billede af typeskiltet?",
    ],
    pause: "Venter på en reservedel.",
    wishes: WISHES_DA,
};

const MOVE_SV: Words = Words {
    about: &[
        "Folkbokföring efter flytten till Sverige",
        "Personnummer för två barn",
        "Skatt när jag arbetar i två länder",
        "Sjukförsäkring under föräldraledigheten",
        "Uppehållsrätt för sambo",
        "Pension från två länder",
        "Skolan vill ha vaccinationskort",
        "Körkort från ett annat land",
    ],
    faults: &[],
    details: &[
        "Vi flyttar över sommaren och undrar i vilken ordning allt ska göras.",
        "Arbetsgivaren har kontor i båda länderna och lönen betalas ut i Danmark.",
        "Barnen är sju och nio år och ska börja skolan i augusti.",
        "Vi har redan skickat in blanketten men inte fått något svar.",
        "Lägenheten är klar men kontraktet kommer först nästa vecka.",
        "Handläggaren sade att ett intyg om civilstånd saknas.",
        "Vi vill gärna bli uppringda efter klockan tre.",
        "Arbetsgivaren behöver ett intyg före månadens slut.",
    ],
    subjects: &[
        "Frågor om ärendet",
        "Papper som saknas",
        "Intyget",
        "Tid att ses",
    ],
    asks: &[
        "Hej, har ni kommit längre med detta?",
        "Jag har lagt till ett papper nu.",
        "Behöver ni något mer från oss?",
        "Tack, då vet jag.",
    ],
    answers: &[
        "Hej, tack för att du hör av dig. Vi har läst ärendet och återkommer i morgon.",
        "Det ser bra ut. Nu väntar vi bara på besked från myndigheten.",
        "Ett intyg om civilstånd saknas. Kan ni lägga in det i checklistan?",
        "Anmälan är skickad. Det tar ungefär två veckor.",
    ],
    pause: "Väntar på besked från myndigheten.",
    wishes: WISHES_SV,
};

const MOVE_EN: Words = Words {
    about: &[
        "Registering the move from Denmark",
        "Identity numbers for two children",
        "Tax when I work in two countries",
        "Health insurance during parental leave",
        "Right of residence for my partner",
        "Pension from two countries",
        "The school wants a vaccination card",
        "Driving licence from another country",
    ],
    faults: &[],
    details: &[
        "We move over the summer and wonder in which order to do it all.",
        "The employer has offices in both countries and pays the salary in Denmark.",
        "The children are seven and nine and begin school in August.",
        "We have already sent the form but had no answer.",
        "The flat is ready but the contract only comes next week.",
        "The officer said that a certificate of civil status is missing.",
        "We would like a call after three o'clock.",
        "My employer needs a certificate before the end of the month.",
    ],
    subjects: &[
        "Questions about the case",
        "Papers that are missing",
        "The certificate",
        "Time to meet",
    ],
    asks: &[
        "Hello, is there any news about this?",
        "I have added a paper now.",
        "Is there anything else you need from us?",
        "Thank you, then I know.",
    ],
    answers: &[
        "Hello, and thank you for writing. We have read the case and will write again tomorrow.",
        "It looks good. Now we only wait for the authority's decision.",
        "A certificate of civil status is missing. Could you add it to the checklist?",
        "The report is sent. It takes about two weeks.",
    ],
    pause: "Waiting for the authority's decision.",
    wishes: WISHES_EN,
};

const MOVE_DA: Words = Words {
    about: &[
        "Flytning til Sverige i folkeregistret",
        "Personnummer til to børn",
        "Skat, når jeg arbejder i to lande",
        "Sygesikring under barselsorloven",
        "Opholdstilladelse til ægtefælle",
        "Pension fra to lande",
        "Førskoleplads før flytningen",
        "Kørekort fra et andet land",
    ],
    faults: &[],
    details: &[
        "Vi flytter hen over sommeren og vil vide, i hvilken rækkefølge det hele skal gøres.",
        "Arbejdsgiveren har kontorer i begge lande, og lønnen udbetales i Danmark.",
        "Børnene er syv og ni år og skal begynde i skole i august.",
        "Jeg har boet i Sverige i tre år og skal nu flytte hjem igen.",
        "Hvilken dag skal vi melde flytning, før eller efter?",
        "Lejligheden er klar, men kontrakten kommer først i næste uge.",
        "Sagsbehandleren sagde, at der mangler en attest om civilstand.",
        "Vi vil gerne ringes op efter klokken tre.",
    ],
    subjects: &[
        "Spørgsmål om sagen",
        "Papirer, der mangler",
        "Attesten",
        "Tid til at mødes",
    ],
    asks: &[
        "Hej, er I kommet videre med det her?",
        "Jeg har lagt et papir ind nu.",
        "Har I brug for mere fra os?",
        "Tak, så ved jeg det.",
    ],
    answers: &[
        "Hej, og tak for din henvendelse. Vi har læst sagen og vender tilbage i morgen.",
        "Det ser godt ud. Nu venter vi kun på svar fra myndigheden.",
        "Der mangler en attest om civilstand. Kan I lægge den ind i tjeklisten?",
        "Anmeldelsen er sendt. Det tager omkring to uger.",
    ],
    pause: "Venter på svar fra myndigheden.",
    wishes: WISHES_DA,
};
