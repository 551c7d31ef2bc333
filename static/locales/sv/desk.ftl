### Medarbetarens arbetsplats: inloggning, skrivbord, inställningar.

title-desk = Samtal
title-settings = Inställningar · Samtal
server-unreachable = Servern svarar inte just nu. Sidan försöker igen av sig själv.
error-no-answer = Servern svarade inte. Försök igen.
connection-waiting = { $n ->
    [one] Ett meddelande väntar på att skickas.
   *[other] { $n } meddelanden väntar på att skickas.
  }
reload = Ladda om
more = Mer

## Inloggning

not-staff = Du är inloggad, men det här är sidan för dem som svarar.

## Mitt läge

my-state = Mitt läge: { $state }
my-load = Samtal
load = { $load } av { $capacity }
away-about = Du är borta och får inga nya samtal.
become-available = Bli tillgänglig
wall-open = Läget nu
settings = Inställningar
sound-on = Slå på ljud
sound-off = Stäng av ljud
notices-allow = Visa notiser när sidan inte syns

## Det som väntar

what-waits = Det som väntar
offers = Förfrågningar
offer-handed-over = överlämnas till dig
offer-note = Från din kollega:
has-waited = Har väntat { $time }
answer-within = Svara inom
accept = Ta samtalet
decline = Inte nu
notice-offer = { $name } vill prata med dig
notice-reply = { $name } skriver till dig
customer-nameless = Besökare
staff-nameless = Kollega
mine = Mina samtal
mine-empty = Inga samtal just nu.
aside = Lagt åt sidan
inbox = Lämnade meddelanden
inbox-empty = Inget att svara på.
lines = I kö nu
waiting-n = { $n ->
    [0] ingen väntar
    [one] en väntar
   *[other] { $n } väntar
  }
staffed-n = { $n ->
    [0] ingen på plats
    [one] en på plats
   *[other] { $n } på plats
  }
waits-since = Väntar på dig sedan
something-new = Nytt
beside = Visa { $name } bredvid
left-mine-taken = Ditt
left-mine-answered = Du har svarat
left-mine-closed = Klart
left-state-new = Nytt
left-state-taken = Taget
left-state-answered = Besvarat
left-state-closed = Klart

## Samtalet

conversations = Samtal
pane = Samtal med { $name }
pane-close = Stäng rutan
pane-sides = Till kunden eller internt
pane-ended = Samtalet är avslutat. Du kan läsa det, men inte skriva.
side-customer = Kunden
side-internal = Internt
internal-only = Bara personal ser detta
state-ended = Avslutat
state-open = Pågår
state-parked = Åt sidan
state-watching = Du tittar
state-handed-over = Överlämnat
waits-for-you = Väntar på dig { $time }
in-meeting = I mötet
read-only = Du kan läsa, men inte skriva här.
watch-silent = Du tittar tyst. Varken kunden eller rådgivaren ser det.
watch-whisper = Viska
watch-join = Gå med
watch-take-over = Ta över
watch-title = Ett samtal
to-desk = Till skrivbordet
left-take = Ta meddelandet
left-take-first = Ta meddelandet för att svara.
left-others = { $name } har tagit det här meddelandet.
left-close = Klart
left-close-title = Stäng meddelandet utan svar?
left-close-about = Ingen har svarat { $name }. Meddelandet försvinner från listan och ingen kan skriva mer i det. Det går inte att ångra.
left-close-anyway = Stäng utan svar
left-ended = Meddelandet är klart. Du kan läsa det, men inte skriva.
nothing-open = Inget samtal är öppet
nothing-open-about = Välj ett till vänster.
nothing-taken-about = Förfrågan till vänster väntar på ditt svar.
nothing-read-about = { $n ->
    [one] Ett lämnat meddelande väntar på svar.
   *[other] { $n } lämnade meddelanden väntar på svar.
  }
nothing-mine = Allt är lugnt
nothing-mine-about = Nästa besökare dyker upp till vänster, med ljud om du har det på.
nothing-away-about = Du får inga nya samtal förrän du blir tillgänglig.

log = Samtalet
log-internal = Interna anteckningar
log-empty = Ingen har skrivit något än.
log-internal-empty = Här kan ni som arbetar skriva till varandra om samtalet. Kunden ser det aldrig.
log-earlier = Visa tidigare
log-new = Nytt
log-down = Till det senaste
message-actions = Gör något med meddelandet
message-edit = Ändra
message-redact = Ta bort
redact-title = Ta bort meddelandet?
redact-about = Ingen kan läsa det längre. Det går inte att ångra.
redact-for-all = Ta bort för alla
role-supervisor = Arbetsledare

happened-queued = Ställde sig i kön { $queue }
happened-joined = { $name } tog samtalet
happened-joined-supervisor = { $name } gick med
happened-joined-me = Du gick med
happened-taken-me = Du tog samtalet
happened-left = { $name } lämnade samtalet
happened-left-me = Du lämnade samtalet
happened-transferred = Lämnas över till { $to }
happened-requeued = Rådgivaren tappade kontakten. Kunden står först i kön.
happened-message-left = Ett meddelande lämnades
happened-callback-asked = Kunden bad om att bli uppringd
happened-meeting-started = { $name } öppnade ett videomöte
happened-meeting-apart = Mötet fick en egen chatt
happened-meeting-ended = Videomötet avslutades
happened-ended = Samtalet avslutades
happened-ended-me = Du avslutade samtalet
happened-ended-by = { $name } avslutade samtalet

left-log-taken = { $name } tog meddelandet
left-log-taken-me = Du tog meddelandet
left-log-closed = Meddelandet markerades som klart
left-log-closed-me = Du markerade meddelandet som klart
left-log-closed-by = { $name } markerade meddelandet som klart

write-to = Skriv till { $name }
write-internal = Skriv internt. Bara personal ser det.
whisper-from = { $name }, internt:
whisper-answer = Svara internt
whisper-hide = Dölj
canned = Snabbsvar
canned-open = Snabbsvar (/)
canned-none = Inget snabbsvar passar. Tryck Esc för att fortsätta skriva.
canned-move = välj
canned-insert = infoga
canned-chosen = { $title }, { $n } av { $of }

transfer = Lämna över
transfer-title = Lämna över { $name }
transfer-to = Lämna över till { $name }
transfer-whom = Till vem
transfer-search = Sök
transfer-queues = Till en kö
transfer-colleagues = Till en kollega
transfer-nobody = Ingen kollega är på plats.
transfer-note = Vad behöver de veta?
transfer-note-hint = Bara personal ser det.
transferred-to = { $customer } lämnas över till { $name }.
park = Lägg åt sidan
unpark = Ta upp igen
parked-now = Samtalet ligger åt sidan tills kunden skriver.
end = Avsluta
end-title = Avsluta samtalet med { $name }?
end-about = Ingen kan skriva mer. Kunden kan betygsätta samtalet och få det på mejl.
end-unanswered = { $name } väntar på ditt svar.
end-keep = Fortsätt samtalet
end-for-all = Avsluta för alla

## Personen

person = Personen
customer-present = Är här nu
customer-gone = Inte här just nu
left-message = Meddelandet
left-at = Lämnat { $when }
left-calls = Vill bli uppringd
this-visit = Det här besöket
came-at = Kom { $when }
waited-for = väntade { $time }
earlier = Tidigare samtal
earlier-none = Inga tidigare samtal.
with = Med { $name }
transcript = Spara en kopia
why = Varför är kunden här?
why-show = Visa vägen hit
why-joined = Ställde sig i kö
why-waiting = Väntar nu
why-offered = Erbjöds { $who }
why-accepted = { $who } tog samtalet
why-declined = { $who } sa nej
why-offer-lapsed = { $who } svarade inte i tid
why-longest-wait = Har väntat så länge kön tillåter
why-transferred = { $who } lämnade över
why-requeued = Ställdes först i kön igen
why-taken-over = { $who } tog över
why-parked = Lades åt sidan
why-taken-up = Togs upp igen
why-ended = Avslutades
why-left = Lämnade kön
why-turned-to-message = Blev ett lämnat meddelande
reason-idle = { $n ->
    [1] Ensam ledig som talar språket.
   *[other] Ledig längst av { $n }.
  }
reason-idle-any = Ledig längst av { $n }. Ingen som tar emot samtal talar kundens språk.
reason-by-name = Lämnades över till just dig.
reason-none = Ingen av de { $n } som svarar i kön tar emot samtal.
reason-said-no = { $n } har nyss sagt nej.
reason-all-full = { $n } tar emot samtal, alla har så många de tar.
reason-joined = { $ahead } före, { $free } av { $places } platser lediga.
reason-ahead = { $ahead } före.
reason-to = Till { $name }.
reason-customer-wrote = Kunden skrev.
reason-gone = Rådgivaren tappade kontakten eller gick hem.

## Gå vart som helst, kortkommandon

palette = Gå till eller gör
palette-short = gå vart som helst
palette-hint = Sök samtal eller något att göra
palette-none = Inget passar.
palette-do = Gör
palette-accept = Ta samtalet med { $name }
palette-become = Bli { $state }
shortcuts = Kortkommandon
shortcuts-short = kortkommandon
letters = Enstaka bokstäver gör något när jag inte skriver
deed-help = Visa kortkommandon
deed-palette = Gå vart som helst
deed-next = Nästa samtal
deed-previous = Föregående samtal
deed-accept = Ta förfrågan
deed-decline = Inte nu
deed-write = Skriv
deed-notes = Byt mellan kunden och internt
deed-transfer = Lämna över
deed-park = Lägg åt sidan eller ta upp
deed-end = Avsluta
deed-close = Stäng rutan
deed-beside = Visa nästa samtal bredvid
deed-inbox = Lämnade meddelanden
deed-person = Personen

## Inställningar

settings-queues = Köer
settings-saved = Sparat. Alla som har chatten öppen ser det nu.
settings-unsaved = Du har ändringar som inte är sparade.
settings-at-once = En ändring syns genast för alla som har chatten öppen.
settings-drop = Ångra ändringarna
settings-problems = { $n ->
    [one] En sak behöver rättas innan det går att spara.
   *[other] { $n } saker behöver rättas innan det går att spara.
  }
clash-title = En kollega sparade före dig.
clash-apart = Ni har ändrat olika saker, så båda finns med nedan. Se efter och spara.
clash-both = Ni har båda ändrat: { $parts }. Nedan står ditt, resten är kollegans.
clash-take-theirs = Ta kollegans i stället

part-name = Namn och beskrivning
part-about = Beskrivning
part-hours = Öppettider
part-line = Kön
part-routing = Förfrågningar till rådgivare
part-thresholds = När Läget nu varnar
part-cap = Längsta kö
part-cap-action = När kön är full
part-longest-wait-s = Längsta väntan
part-wait-action = När väntan blir för lång
part-offer-s = Tid att svara
part-priority = Prioritet
name-sv = Namn på svenska
name-en = Namn på engelska
about-sv = Beskrivning på svenska
about-en = Beskrivning på engelska
hours-zone = Tiderna gäller i { $zone }.
span-from = { $day }, från
span-to = { $day }, till
span-add = Lägg till en tid, { $day }
span-remove = Ta bort tiden, { $day }
holidays = Helgdagar
holidays-none = Öppet som vanligt på helgdagar
holidays-se = Stängt på svenska helgdagar
holidays-dk = Stängt på danska helgdagar
holidays-fi = Stängt på finska helgdagar
holidays-no = Stängt på norska helgdagar
eves-closed = Stängt även på aftnar, som midsommarafton
exceptions = Andra tider vissa dagar
exceptions-about = De går före både veckan och helgdagarna. Utan tider är det stängt hela dagen.
exception-add = Lägg till en dag
exception-date = Datum
exception-open = Öppet
exception-remove = Ta bort { $date }
reason-sv = Orsak på svenska
reason-en = Orsak på engelska
cap = Flest som får vänta samtidigt
cap-action = När kön är full
cap-action-leave-message = Be dem lämna ett meddelande
cap-action-turn-away = Be dem återkomma senare
longest-wait = Längsta väntan
wait-action = När någon har väntat så länge
wait-action-suggest = Behåll platsen och föreslå ett meddelande
wait-action-to-message = Gör om det till ett lämnat meddelande
offer-time = Tid att svara på en förfrågan
priority = Prioritet
priority-ordinary = { $level } – vanlig
priority-urgent = { $level } – brådskande
thresholds-about = Köns ruta i Läget nu blir gul och sedan röd, med ord och tecken.
amber-wait = Gul när någon har väntat
red-wait = Röd när någon har väntat
amber-waiting = Gul när så många väntar
red-waiting = Röd när så många väntar
unit-people = personer
unit-minutes = minuter
unit-seconds = sekunder
problem-name = Kön behöver ett namn på båda språken.
problem-number = Talet är utanför det som går.
problem-thresholds = Gult behöver komma före rött.
problem-time = Fyll i båda tiderna.
problem-no-time = En av tiderna finns inte. Skriv från 00:00 till 24:00.
problem-span = Slutet behöver vara efter början.
problem-overlap = Tiderna går in i varandra.
problem-date = Välj ett datum.
problem-date-twice = Den dagen finns redan.
problem-reason = Skriv varför, så att de som kommer förstår.

## Videomöten

meeting = Videomöte
meetings = Videomöten
meetings-none = Inget videomöte pågår.
meetings-past = Tidigare videomöten ({ $n })
meeting-with = Videomöte med { $name }
meeting-of = Videomöte hos { $name }
meeting-start = Starta videomöte
meeting-open = Öppna videomötet
meeting-open-name = Öppna { $name } i en ny flik
meeting-tab-blocked = Webbläsaren stoppade den nya fliken. Öppna videomötet från listan till vänster.
meeting-waiting-n = { $n ->
    [0] ingen väntar
    [one] en väntar
   *[other] { $n } väntar
  }
meeting-in-room-n = { $n ->
    [0] ingen inne
    [one] en inne
   *[other] { $n } inne
  }
meeting-ended-at = Slutade { $when }
meeting-lasted = Slutade { $when }, varade { $time }
meeting-nobody = Ingen gick in.
meeting-more = Mer om { $name }
meeting-new = Nytt videomöte
meeting-title = Vad handlar det om?
meeting-title-hint = De som kommer ser det.
meeting-make = Skapa videomötet
meeting-made = Videomötet är öppet. Den som har länken kommer till väntrummet, och du släpper in.
invite-make = Skapa en länk
invite-make-another = Skapa en länk till
invite-link = Länk till videomötet
invite-copy = Kopiera länken
invite-copied = Länken är kopierad.
invite-copy-yourself = Länken är markerad. Kopiera den med tangenterna.
invite-revoke = Ta tillbaka länken
invite-revoked = Länken gäller inte längre.
meeting-chat-read = Läs chatten
meeting-chat-close = Stäng chatten
meeting-chat-open = Öppna chatten igen
meeting-chat-closed = Chatten är stängd. Den går att läsa, men inte skriva i.
meeting-chat-opened = Chatten är öppen igen.
in-call = I videomöte
notice-knock = { $n ->
    [one] En väntar på dig i ett videomöte
   *[other] { $n } väntar på dig i ett videomöte
  }
quality-title = Hur ljud och bild var
quality-none = Ingen var med så länge att något mättes.
quality-good = Bra
quality-fair = Ostadigt
quality-poor = Dåligt
quality-untroubled = { $n ->
    [one] En minut, utan störningar.
   *[other] { $n } minuter, utan störningar.
  }
quality-troubled = { $of ->
    [one] Störningar under den enda minuten.
   *[other] Störningar i { $n } av { $of } minuter.
  }
quality-cause-none = Ingen tydlig orsak.
quality-cause-download = Mest för att nätet hit till personen var svagt.
quality-cause-upload = Mest för att nätet från personen var svagt.
quality-cause-device = Mest för att enheten inte hann med.
quality-cause-cut = Mest för att inget kom fram.
quality-chart = Minut för minut, av { $of }: { $values }
quality-figures = Förlorat { $loss } %, som längst { $delay } ms fram och tillbaka, bilden stod still { $frozen }.

## Vem kunden är

client-email-proven = Bekräftad
client-born = Född { $day }
client-unproven = Har inte visat vem de är
client-proven = Bekräftad: { $how }
client-proven-operator = av oss
client-proven-mail = e-post
client-proven-invitation = inbjudan
client-proven-chosen = användarnamn
client-proven-bankid = BankID
client-proven-freja = Freja
client-proven-oidc = annan inloggning
