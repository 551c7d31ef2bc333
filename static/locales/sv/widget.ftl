### Chattfönstret.

widget-title = Chatta med oss
widget-close = Stäng chatten
reload = Ladda om
new = Nytt
more = Mer

home-hello = Hej. Vad kan vi hjälpa dig med?
home-about = Skriv till en rådgivare här. Du kan vara anonym.
chat-with-us = Chatta med oss
leave-message = Lämna ett meddelande
leave-message-instead = Lämna meddelande i stället
my-conversations = Mina samtal
home-cases = Mina ärenden
no-words-yet = Inget skrivet ännu
going-on = Du har ett samtal igång
going-on-about = Tryck för att fortsätta.
queue-full-about = Det är många i kön just nu. Lämna ett meddelande så svarar vi.
queue-full-now = Det är många i kön just nu.
theme-choose = Utseende

your-name = Ditt namn
what-about = Vad gäller det?
what-about-hint = Några ord räcker. Då vet rådgivaren vad du behöver.
join-queue = Ställ dig i kön
join-instead = Vill du inte vänta?

leave-message-about = Skriv vad det gäller, så svarar vi här och via e-post eller telefon.
your-message = Ditt meddelande
email = E-post
phone = Telefon
contact-hint = Fyll i e-post eller telefon, så att vi kan nå dig.
send-message = Skicka meddelandet
message-needed = Skriv vad det gäller.
name-needed = Skriv ditt namn.
email-wrong = Adressen ser inte rätt ut. Den ska likna namn@exempel.se.
phone-wrong = Skriv ett telefonnummer, till exempel 070-174 06 05.
contact-needed = Fyll i e-post eller telefon, så att vi kan svara.
call-me = Ring mig
call-me-about = Vi ringer så snart någon kan.
call-me-when = När passar det?
call-me-when-hint = Till exempel efter klockan 15
phone-needed = Fyll i numret vi ska ringa.

waiting-title = Din plats i kön
waiting-position = Du är nummer { $position } i kön.
waiting-unknown = Vi kan inte säga hur lång tid det tar just nu.
waiting-meanwhile = Du kan skriva redan nu. Platsen är kvar även om du stänger fönstret.
waiting-long = Det tar längre tid än vanligt. Du har kvar din plats, eller så lämnar du ett meddelande och får svar senare.
leave-queue = Lämna kön
leave-queue-title = Vill du lämna kön?
leave-queue-about = Din plats går till nästa. Det går inte att ångra, men du kan ställa dig i kön igen.
stay-in-queue = Stanna kvar

conversation-elsewhere = Vi hittar inte samtalet på den här enheten. Öppna det där du skrev.
nobody-yet = Ingen rådgivare har anslutit än
left-nobody-yet = Vi har inte svarat än
messages = Meddelanden
write-here = Skriv ett meddelande
to-newest = Till det senaste
edit = Ändra
take-back = Ta bort
editing = Du ändrar ett meddelande.
message-actions = Ändra eller ta bort
announce-file = { $name } skickade filen { $file }.

notice-queued = Du står i kön.
notice-joined = { $name } är här.
notice-joined-too = { $name } är också med i samtalet.
notice-left = { $name } har lämnat samtalet.
notice-transferred = Du kopplas vidare till { $to }. Din plats är kvar.
notice-requeued = Rådgivaren tappade kontakten. Du står först i kön.
notice-message-left = Vi har tagit emot ditt meddelande. Svaret kommer här.
notice-callback-asked = Vi ringer dig på numret du lämnade.
notice-meeting-started = { $name } har öppnat ett videomöte.
meeting-with = Videomöte med { $name }
to-meeting = Gå till mötet
notice-meeting-apart = Videomötet fick en egen chatt.
notice-meeting-ended = Videomötet är slut.
notice-left-read = { $name } läser ditt meddelande.
notice-left-done = Ditt meddelande är klart.
notice-left-done-by = { $name } har markerat ditt meddelande som klart.
notice-ended = Samtalet är avslutat.
notice-ended-by-me = Du avslutade samtalet.
notice-ended-by = { $name } avslutade samtalet.

end-conversation = Avsluta samtalet
end-title = Vill du avsluta samtalet?
end-about = Ni kan inte skriva mer här. Det ni har skrivit finns kvar.
ended-title = Samtalet är avslutat
left-ended-title = Meddelandet är klart
start-new = Starta ett nytt samtal
sound-on = Slå på ljud
sound-off = Stäng av ljud

transcript-save = Spara en kopia
transcript-mail = Mejla en kopia
transcript-mail-send = Skicka kopian
transcript-mailed = Kopian är på väg till { $to }.
transcript-file = samtal-{ $date }.txt

rating-ask = Hur gick det?
rating-1 = Dåligt
rating-2 = Sådär
rating-3 = Okej
rating-4 = Bra
rating-5 = Toppen
rating-comment = Vill du berätta mer?
rating-send = Skicka omdömet
rating-thanks = Tack för ditt omdöme.
