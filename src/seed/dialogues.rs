//! Conversations as they might have been. Invented, and no advice to anybody.

use signaling::protocol::InboxState;

use super::business::{ALWAYS_OPEN, FAMILY, MOVING};

/// A conversation from the customer's first words to the last ones.
pub(super) struct Dialogue {
    pub(super) queue: &'static str,
    pub(super) language: &'static str,
    pub(super) subject: &'static str,
    pub(super) lines: &'static [Line],
    /// What the advisor wrote for colleagues only.
    pub(super) note: Option<&'static str>,
}

/// Who says what.
pub(super) enum Line {
    Customer(&'static str),
    Advisor(&'static str),
}

use Line::{Advisor as A, Customer as C};

/// At least two of each queue.
pub(super) static DIALOGUES: [Dialogue; 20] = [
    Dialogue {
        queue: FAMILY,
        language: "sv",
        subject: "Växelvis boende efter separation",
        lines: &[
            C(
                "Hej! Vi ska separera och undrar hur man brukar lägga upp växelvis boende för barn som är 4 och 7.",
            ),
            A(
                "Hej! Det är bra att ni tänker på det tidigt. Bor ni nära varandra efteråt, så att båda når förskolan och skolan?",
            ),
            C("Ja, det blir nog tio minuter mellan oss."),
            A(
                "Då är varannan vecka vanligt från skolåldern. För fyraåringen prövar många kortare perioder först, till exempel tre och fyra dagar.",
            ),
            A(
                "Skriv gärna ner hur ni gör med helger, lov och sjukdagar. Det är där det oftast skaver.",
            ),
            C("Tack, det var konkret. Kan vi boka ett samtal tillsammans?"),
            A("Absolut. Jag lägger in ett förslag på tid i nästa vecka, så får ni det på mejl."),
        ],
        note: Some(
            "Båda föräldrarna verkar överens. Föreslå första mötet med Karin, hon har tid på torsdag.",
        ),
    },
    Dialogue {
        queue: FAMILY,
        language: "sv",
        subject: "Bodelning, sambor",
        lines: &[
            C(
                "Min sambo har köpt lägenheten före mig. Har jag rätt till något om vi flyttar isär?",
            ),
            A("Det beror på om den köptes för att ni skulle bo där tillsammans. Gjorde den det?"),
            C("Nej, hon bodde där i tre år innan vi träffades."),
            A(
                "Då ingår den i regel inte i bodelningen. Det gör däremot möbler och annat som ni har köpt för hemmet ihop.",
            ),
            C("Okej. Men jag har betalat halva renoveringen av köket."),
            A(
                "Det kan ge dig rätt till ersättning, om ni har kommit överens om det. Spara kvitton och meddelanden där ni skrev om saken.",
            ),
            C("Det har jag. Tack!"),
        ],
        note: None,
    },
    Dialogue {
        queue: FAMILY,
        language: "sv",
        subject: "Umgänge under sommarlovet",
        lines: &[
            C("Vi kommer inte överens om sommaren. Hur lång framförhållning är rimlig?"),
            A(
                "Många avtal säger att semestern ska vara bestämd före den 1 april. Har ni ett avtal eller en dom i dag?",
            ),
            C("Ett avtal som socialnämnden har godkänt, men där står bara \"halva sommaren var\"."),
            A(
                "Då gäller det, och resten får ni komma överens om. En medlare kan hjälpa er att dela upp veckorna på ett möte.",
            ),
            C("Vad kostar det?"),
            A("2 400 kr för ett möte på 90 minuter, oftast delat på er två."),
            C("Det låter bra, jag pratar med honom."),
        ],
        note: Some("Ring gärna upp efter helgen om de inte har hört av sig."),
    },
    Dialogue {
        queue: FAMILY,
        language: "sv",
        subject: "Samarbetssamtal",
        lines: &[
            C("Hur går ett medlingsmöte till? Jag är lite nervös."),
            A(
                "Det förstår jag. Ni sitter i samma rum med en medlare, eller var för sig på video om det känns bättre.",
            ),
            A(
                "Medlaren tar inte ställning. Ni bestämmer vad ni pratar om, och ni kan pausa när ni vill.",
            ),
            C("Kan jag ta med min syster?"),
            A("Ja, om ni båda är med på det. Säg till i förväg så frågar vi den andra."),
            C("Tack, nu känns det lättare."),
        ],
        note: None,
    },
    Dialogue {
        queue: FAMILY,
        language: "sv",
        subject: "Underhållsbidrag",
        lines: &[
            C(
                "Min son fyller 18 i mars men går kvar på gymnasiet. Ska jag fortsätta betala underhåll?",
            ),
            A("Ja, så länge han studerar på gymnasiet, dock längst tills han fyller 21."),
            C("Betalar jag till honom eller till hans pappa?"),
            A(
                "Till honom själv från den dag han fyller 18. Prata gärna ihop er om hur det ska gå till, så att det inte blir ett glapp.",
            ),
            C("Då vet jag. Tack för snabbt svar."),
        ],
        note: None,
    },
    Dialogue {
        queue: FAMILY,
        language: "en",
        subject: "Marriage in two countries",
        lines: &[
            C(
                "Hello, we married in Portugal and live in Sweden. Which country's rules apply if we divorce?",
            ),
            A(
                "Hello! For spouses who both live in Sweden, a Swedish court can usually handle the divorce. Property may follow other rules. When did you marry?",
            ),
            C("In 2020, and we moved here the year after."),
            A(
                "Then the place of your first home together matters. I would like one of our lawyers to look at it with you.",
            ),
            C("Can that be done in English?"),
            A("Yes. I will send you two times to choose from."),
        ],
        note: Some("Internationell fråga: boka hos Gustav, inte hos mig."),
    },
    Dialogue {
        queue: FAMILY,
        language: "da",
        subject: "Samvær over sundet",
        lines: &[
            C(
                "Hej, min datter bor hos sin far i Malmø, og jeg bor i København. Vi vil gerne lave en ny aftale.",
            ),
            A(
                "Hej! Det kan vi hjælpe med. Er I enige om det meste, eller har I brug for en mægler?",
            ),
            C("Vi er uenige om jul og vinterferie."),
            A(
                "Så foreslår jeg et møde på video, så ingen af jer skal rejse. Jeg taler dansk og svensk.",
            ),
            C("Perfekt, tak."),
        ],
        note: None,
    },
    Dialogue {
        queue: MOVING,
        language: "sv",
        subject: "Flytta från Danmark till Skåne",
        lines: &[
            C(
                "Hej, jag flyttar hem till Malmö i januari men fortsätter jobba i Köpenhamn. Var ska jag betala skatt?",
            ),
            A(
                "Hej! Som huvudregel där arbetet utförs, alltså i Danmark. Kommer du att jobba hemifrån några dagar?",
            ),
            C("Kanske en dag i veckan."),
            A(
                "Då är det viktigt att hålla koll på andelen, för den påverkar både skatten och i vilket land du är socialförsäkrad.",
            ),
            C("Det visste jag inte. Vad behöver jag göra först?"),
            A(
                "Anmäl flytten till Skatteverket när du har flyttat, och prata med din arbetsgivare om hemarbetet innan.",
            ),
            C("Toppen, då gör jag det."),
        ],
        note: Some("Återkommer nog i januari. Har fått listan för gränspendlare."),
    },
    Dialogue {
        queue: MOVING,
        language: "sv",
        subject: "Personnummer till nyfödd utomlands",
        lines: &[
            C(
                "Vår dotter föddes i Oslo i somras. Hur får hon ett svenskt personnummer när vi flyttar hem?",
            ),
            A(
                "Ni anmäler inflyttning för hela familjen samtidigt. Ta med hennes norska födelsebevis.",
            ),
            C("Behöver det översättas?"),
            A("Nej, norska handlingar godtas som de är."),
            C("Skönt. Hur lång tid tar det?"),
            A("Räkna med några veckor. Förskoleplats kan ni söka redan innan."),
        ],
        note: None,
    },
    Dialogue {
        queue: MOVING,
        language: "en",
        subject: "Registering in Sweden",
        lines: &[
            C(
                "Hi! I start a job in Gothenburg in three weeks. Do I need a personal number before I arrive?",
            ),
            A(
                "Hello and congratulations! No, you apply after you have arrived. Are you an EU citizen?",
            ),
            C("Yes, Irish."),
            A(
                "Then bring your passport and your employment contract to the tax agency. The contract should be for a year or more.",
            ),
            C("It is permanent. How about a bank account?"),
            A(
                "Some banks open one with a passport and the contract, others want the number first. I can send you a checklist.",
            ),
            C("Please do, thanks a lot!"),
        ],
        note: None,
    },
    Dialogue {
        queue: MOVING,
        language: "en",
        subject: "School for two children",
        lines: &[
            C("We are moving from Bristol with two kids, 8 and 11. When do we apply for school?"),
            A(
                "As soon as you have an address. The municipality has to offer a place, and most schools take children during the term.",
            ),
            C("They don't speak Swedish yet."),
            A(
                "They have a right to extra support, and to tuition in English as their mother tongue where it is taught.",
            ),
            C("That is a relief."),
        ],
        note: None,
    },
    Dialogue {
        queue: MOVING,
        language: "nb",
        subject: "Pendling fra Strömstad",
        lines: &[
            C("Hei, jeg vurderer å bo i Strömstad og jobbe i Halden. Hva skjer med folketrygden?"),
            A(
                "Hei! Du er som regel trygdet i landet du arbeider i, altså Norge. Du kan likevel få helsetjenester i Sverige.",
            ),
            C("Trenger jeg et skjema for det?"),
            A("Ja, et som heter S1. Du søker om det i Norge og leverer det i Sverige."),
            C("Tusen takk!"),
        ],
        note: None,
    },
    Dialogue {
        queue: MOVING,
        language: "sv",
        subject: "Bilen vid flytt till Finland",
        lines: &[
            C("Ska flytta till Åbo. Måste jag registrera om bilen?"),
            A(
                "Ja, när du bor stadigvarande i Finland. Du får köra på svenska skyltar en kort tid, men anmäl det till tullen när du kommer.",
            ),
            C("Blir det skatt?"),
            A(
                "Bilskatt tas ut, men det finns lättnader för flyttsaker om du har ägt bilen i minst ett halvår.",
            ),
            C("Det har jag. Tack så mycket."),
        ],
        note: None,
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Ändra tid",
        lines: &[
            C("Hej, jag har en tid på torsdag kl 10 men är sjuk. Går det att flytta?"),
            A("Hej, krya på dig! Visst. Jag har fredag 13.15 eller måndag 9.30."),
            C("Måndag blir bra."),
            A(
                "Då är den flyttad, och du får en ny bekräftelse på mejl. Det kostar inget när man säger till före.",
            ),
            C("Tack snälla!"),
        ],
        note: None,
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Faktura",
        lines: &[
            C("Jag har fått en påminnelse på en faktura som jag har betalat."),
            A("Det ska vi reda ut. Har du fakturanumret?"),
            C("Det är 20418."),
            A(
                "Tack. Betalningen kom in i går, en dag efter att påminnelsen gick ut. Du kan bortse från den, och jag tar bort avgiften.",
            ),
            C("Skönt, tack för hjälpen."),
        ],
        note: Some(
            "Påminnelseavgift borttagen. Andra gången i veckan: kolla tiden för påminnelser.",
        ),
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Videomöte",
        lines: &[
            C("Vad behöver jag för ett videomöte? Jag har bara mobilen."),
            A(
                "Det räcker bra. Du får en länk på mejl som du öppnar i mobilens webbläsare. Inget behöver installeras.",
            ),
            C("Måste jag ha kameran på?"),
            A("Nej, det väljer du själv."),
            C("Bra, då kör jag på det."),
        ],
        note: None,
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Vem ska jag prata med?",
        lines: &[
            C(
                "Jag vet inte riktigt vem jag ska vända mig till. Min mamma har gått bort och vi är tre syskon som inte pratar med varandra.",
            ),
            A(
                "Jag beklagar sorgen. Det är vanligt att det blir svårt då. Gäller det arvet, eller att ni ska kunna prata igen?",
            ),
            C("Båda, tror jag."),
            A(
                "Då kan en medlare vara rätt. Hon kan börja med att prata med er en i taget. Vill du att någon ringer dig?",
            ),
            C("Ja, gärna på eftermiddagen."),
            A("Jag ordnar det. Du blir uppringd i morgon mellan 14 och 16."),
        ],
        note: Some("Ring upp i morgon 14–16. Var försiktig i tonen, dödsfallet är nyligt."),
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Kvitto till arbetsgivaren",
        lines: &[
            C("Kan jag få ett kvitto där det står vad samtalet gällde? Min arbetsgivare betalar."),
            A(
                "Jag kan skicka ett där det står \"rådgivning vid flytt, 45 minuter\". Innehållet skriver vi aldrig ut.",
            ),
            C("Det räcker fint."),
            A("Då är det skickat till din mejl."),
        ],
        note: None,
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "en",
        subject: "Change of address",
        lines: &[
            C("Hello, I moved last week. Can you update my address for invoices?"),
            A("Of course. Would you rather have them by e-mail from now on?"),
            C("Yes please, same e-mail as before."),
            A("Done. The next one comes by e-mail."),
            C("Great, thank you."),
        ],
        note: None,
    },
    Dialogue {
        queue: ALWAYS_OPEN,
        language: "sv",
        subject: "Tolk",
        lines: &[
            C("Kan man få tolk till ett möte? Min man pratar mest arabiska."),
            A(
                "Ja, och det kostar inget extra. Säg till minst två dagar före. Går det bra med tolk på telefon?",
            ),
            C("Ja, det går bra."),
            A("Då lägger jag in det på er tid på onsdag."),
            C("Tack!"),
        ],
        note: None,
    },
];

/// What somebody left while nobody could answer.
pub(super) struct Left {
    pub(super) queue: &'static str,
    pub(super) language: &'static str,
    pub(super) text: &'static str,
    /// They ask to be called: when it suits.
    pub(super) callback: Option<&'static str>,
    pub(super) state: InboxState,
    pub(super) answer: Option<&'static str>,
}

/// The newest first.
pub(super) static LEFT: [Left; 6] = [
    Left {
        queue: FAMILY,
        language: "sv",
        text: "Hej, jag skulle behöva prata med någon om en vårdnadsfråga innan torsdag, då vi ska träffas hos skolan.",
        callback: Some("Efter klockan 16"),
        state: InboxState::New,
        answer: None,
    },
    Left {
        queue: MOVING,
        language: "en",
        text: "Hello! My partner and I are moving to Malmö in spring and would like to know which insurance we need \
               for the first months. Please answer by e-mail.",
        callback: None,
        state: InboxState::New,
        answer: None,
    },
    Left {
        queue: FAMILY,
        language: "sv",
        text: "Vi har fått en kallelse till tingsrätten och förstår inte vad som väntas av oss. Kan någon höra av sig?",
        callback: None,
        state: InboxState::Taken,
        answer: None,
    },
    Left {
        queue: MOVING,
        language: "sv",
        text: "Behöver intyg om tidigare folkbokföring till en dansk kommun. Var beställer man det?",
        callback: None,
        state: InboxState::Answered,
        answer: Some(
            "Hej! Du beställer det hos Skatteverket, det heter utdrag om folkbokföringsuppgifter. Be om ett för \
             användning utomlands, så är det färdigt inom ett par dagar.",
        ),
    },
    Left {
        queue: FAMILY,
        language: "sv",
        text: "Kan man boka medling på en lördag? Vi jobbar båda skift.",
        callback: None,
        state: InboxState::Answered,
        answer: Some(
            "Hej! Ja, första lördagen i varje månad. Jag har reserverat kl 10 åt er, svara här om det inte passar.",
        ),
    },
    Left {
        queue: MOVING,
        language: "sv",
        text: "Glömde fråga: gäller mitt svenska körkort i Norge?",
        callback: None,
        state: InboxState::Closed,
        answer: Some("Ja, det gäller som det är, även när du har flyttat dit."),
    },
];
