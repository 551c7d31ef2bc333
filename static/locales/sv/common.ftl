### Ord som flera sidor delar.

close = Stäng
back = Tillbaka
cancel = Avbryt
save = Spara
send = Skicka
undo = Ångra
try-again = Försök igen
discard = Ta bort
optional = frivilligt
you = Du
loading = Hämtar …
attach = Bifoga fil
language-choose = Språk
theme = Utseende
theme-system = Utseende som enheten
theme-light = Ljust utseende
theme-dark = Mörkt utseende

day-today = I dag
day-yesterday = I går
yesterday-at = i går { $time }
just-now = nyss
span-seconds = { $n } s
span-minutes = { $n } min
span-hours = { $n } tim
span-hours-minutes = { $hours } tim { $minutes } min

presence-available = Tillgänglig
presence-busy = Upptagen
presence-away = Borta
presence-offline = Inte här

delivery-sending = Skickar
delivery-sent = Skickat
delivery-delivered = Levererat
delivery-read = Läst
delivery-failed = Gick inte att skicka.

message-removed = Meddelandet är borttaget.
message-edited = Ändrat
typing = { $name } skriver …
text-too-long = Texten är { $over } tecken för lång. Dela upp den i flera meddelanden.

uploading = Laddar upp { $name }
upload-progress = { $sent } av { $size }
upload-waits = Väntar på nätet …
upload-cancel = Avbryt uppladdningen

queue-open = Öppet
queue-full = Fullt just nu
queue-closed = Stängt
hours-show = Öppettider
hours-closed = Stängt
weekday-monday = Måndag
weekday-tuesday = Tisdag
weekday-wednesday = Onsdag
weekday-thursday = Torsdag
weekday-friday = Fredag
weekday-saturday = Lördag
weekday-sunday = Söndag
days-range = { $from }–{ $to }

open-until = Stänger { $time }.
open-always = Öppet dygnet runt.
open-past-midnight = Öppet över natten.
opens-today = Öppnar { $time }.
opens-tomorrow = Öppnar i morgon { $time }.
opens-on = Öppnar { $day } { $time }.
opens-unknown = Ingen öppning är planerad.
closed-because = Stängt: { $reason }.
on-monday = på måndag
on-tuesday = på tisdag
on-wednesday = på onsdag
on-thursday = på torsdag
on-friday = på fredag
on-saturday = på lördag
on-sunday = på söndag

wait-at-once = Brukar få svar direkt.
wait-about = Brukar ta ungefär { $minutes } { $minutes ->
    [one] minut
   *[other] minuter
  }.
wait-range = Brukar ta { $from }–{ $to } minuter.
wait-long = Brukar ta mer än en timme.

connection-lost = Ingen kontakt just nu. Det du skriver sparas och skickas när kontakten är tillbaka.
connection-back = Vi är i kontakt igen.
connection-offline = Du är utan internet. Det du skriver sparas och skickas när du är uppkopplad.

error-invalid = Något i det du fyllde i stämmer inte. Se efter och försök igen.
error-forbidden = Du får inte göra det här.
error-not-found = Det finns inte längre.
error-conflict = Någon annan hann före, eller så har läget ändrats.
error-ended = Det är avslutat. Starta ett nytt samtal eller ärende om du vill skriva mer.
error-queue-closed = Kön har stängt. Du kan lämna ett meddelande i stället.
error-queue-full = Kön är full just nu. Du kan lämna ett meddelande i stället.
error-too-large = Det är för stort. Dela upp det eller skicka en länk.
file-too-large = Filen är för stor. Dela upp den eller skicka en länk.
file-broke-off = Uppladdningen avbröts.
file-scan-waiting = kontrolleras…
file-scan-infected = stoppad: innehöll skadlig kod
file-scan-failed = kunde inte kontrolleras
error-rate-limited = Det gick lite fort. Vänta en stund och försök igen.
error-unavailable = Det går inte just nu. Försök igen om en stund.
error-unauthenticated = Du är inte inloggad längre. Logga in igen för att fortsätta.
error-internal = Något gick fel hos oss. Försök igen.
error-unknown-command = Sidan är nyare än servern. Försök igen om en stund.
error-outdated = Sidan är gammal. Ladda om den för att fortsätta.
