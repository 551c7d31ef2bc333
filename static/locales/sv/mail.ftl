### Mejl som Samtal skickar, och utskrifter av samtal.

greeting = Hej { $name },
greeting-nameless = Hej,

left-received-subject = Vi har fått ditt meddelande
left-received-body =
    { $greeting }

    Tack för ditt meddelande till { $queue }. Vi läser det och svarar så snart vi kan.

    Du skrev:

    { $text }

    När vi har svarat får du ett mejl till. Du kan också läsa svaret och skriva mer här:
    { $link }

    Vänliga hälsningar
    { $sender }

left-answered-subject = Du har fått svar
left-answered-body =
    { $greeting }

    { $advisor } har svarat på ditt meddelande:

    { $text }

    Vill du skriva mer? Gör det här, det går inte att svara på det här mejlet:
    { $link }

    Vänliga hälsningar
    { $sender }

invitation-subject = Välkommen till { $sender }
invitation-body =
    { $greeting }

    { $from } har bjudit in dig att arbeta i Samtal hos { $sender }.

    Öppna länken och välj ett lösenord, så är du igång. Länken fungerar en gång, i sju dagar:
    { $link }

    Känner du inte igen det här? Då kan du bortse från mejlet.

    Vänliga hälsningar
    { $sender }

transcript-subject = Ditt samtal den { $date }
transcript-body =
    { $greeting }

    Här är det som skrevs i ditt samtal.

    { $transcript }

    Samtalet finns också här:
    { $link }

    Vänliga hälsningar
    { $sender }

transcript-title = Samtal: { $queue }
transcript-title-plain = Samtal
transcript-time = Tider anges i { $zone }.
transcript-customer = Kund
transcript-advisor = Rådgivare
transcript-supervisor = Arbetsledare
transcript-removed = [borttaget]
transcript-edited = (ändrat)
transcript-file = [Fil: { $name }, { $size }]
transcript-queued = I kö
transcript-joined = { $name } kom med i samtalet
transcript-left = { $name } lämnade samtalet
transcript-transferred = Samtalet lämnades över till { $to }
transcript-requeued = Tillbaka först i kön
transcript-message-left = Ett meddelande lämnades
transcript-callback-asked = Kunden bad om att bli uppringd
transcript-meeting-started = { $name } öppnade ett videomöte
transcript-meeting-apart = Mötet fick en egen chatt
transcript-meeting-ended = Videomötet avslutades
transcript-ended = Samtalet avslutades
transcript-cut = [Här slutar utskriften: samtalet är längre än så. Hela samtalet finns kvar hos oss.]

### Mejl om konton. `what` är länken, eller användarnamnet.

asked-from = { $browser } på { $system } ({ $address })
asked-from-browser = { $browser } ({ $address })
asked-from-system = { $system } ({ $address })
asked-from-somewhere = { $address }
asked-from-unknown = en okänd plats

account-confirm-subject = Bekräfta din e-postadress
account-confirm-body =
    { $greeting }

    Öppna länken för att bekräfta din e-postadress. Sedan är ditt konto klart.
    { $what }

    Länken fungerar en gång, i ett dygn. Begärdes från { $asked }.

    Var det inte du? Då behöver du inte göra något.

    Vänliga hälsningar
    { $sender }

account-exists-subject = Du har redan ett konto
account-exists-body =
    { $greeting }

    Någon ville skapa ett konto med den här e-postadressen. Det finns redan ett. Logga in här, eller välj ett nytt lösenord där:
    { $page }

    Begärdes från { $asked }. Var det inte du behöver du inte göra något.

    Vänliga hälsningar
    { $sender }

address-add-subject = Bekräfta din nya e-postadress
address-add-body =
    { $greeting }

    Öppna länken när du är inloggad, så hör den här adressen till ditt konto.
    { $what }

    Länken fungerar en gång, i ett dygn. Begärdes från { $asked }.

    Var det inte du? Öppna inte länken. Då händer inget.

    Vänliga hälsningar
    { $sender }

address-taken-subject = Adressen hör till ett annat konto
address-taken-body =
    { $greeting }

    Någon ville lägga till den här e-postadressen i sitt konto. Den hör redan till ett konto som inte kan slås ihop med ett annat. Logga in på det här:
    { $page }

    Begärdes från { $asked }. Var det inte du behöver du inte göra något.

    Vänliga hälsningar
    { $sender }

address-changed-subject = Din e-postadress är ändrad
address-changed-body =
    { $greeting }

    Mejl om ditt konto går till en annan adress från och med nu. Du kan fortfarande logga in med den här.

    Ändrades från { $asked }. Var det inte du? Byt lösenord och se över ditt konto:
    { $page }

    Vänliga hälsningar
    { $sender }

password-reset-subject = Välj ett nytt lösenord
password-reset-body =
    { $greeting }

    Öppna länken för att välja ett nytt lösenord. Då loggas du ut överallt.
    { $what }

    Länken fungerar en gång, i en timme. Begärdes från { $asked }.

    Var det inte du? Då behöver du inte göra något. Ditt lösenord är detsamma.

    Vänliga hälsningar
    { $sender }

password-changed-subject = Ditt lösenord är ändrat
password-changed-body =
    { $greeting }

    Ditt konto har ett nytt lösenord.

    Ändrades från { $asked }. Var det inte du? Välj ett nytt lösenord här:
    { $page }

    Vänliga hälsningar
    { $sender }

identity-added-subject = Ditt konto har fått ett nytt sätt att logga in
identity-added-body =
    { $greeting }

    En e-legitimation eller tjänst till kan nu logga in på ditt konto.

    Lades till från { $asked }. Var det inte du? Ta bort den i ditt konto och byt lösenord:
    { $page }

    Vänliga hälsningar
    { $sender }

passkey-added-subject = En passnyckel har lagts till i ditt konto
passkey-added-body =
    { $greeting }

    Ditt konto har fått en passnyckel till att logga in med.

    Lades till från { $asked }. Var det inte du? Ta bort den i ditt konto och byt lösenord:
    { $page }

    Vänliga hälsningar
    { $sender }

passkey-removed-subject = En nyckel har tagits bort
passkey-removed-body =
    { $greeting }

    En nyckel (passkey) loggar inte längre in i ditt konto.

    Togs bort från { $asked }. Var det inte du? Byt lösenord och se över ditt konto:
    { $page }

    Vänliga hälsningar
    { $sender }

identifier-removed-subject = Ett sätt att känna igen dig har tagits bort
identifier-removed-body =
    { $greeting }

    En adress eller e-legitimation hör inte längre till ditt konto.

    Togs bort från { $asked }. Var det inte du? Byt lösenord och se över ditt konto:
    { $page }

    Vänliga hälsningar
    { $sender }

codes-added-subject = Inloggning med koder är påslagen
codes-added-body =
    { $greeting }

    När du loggar in på ditt konto behövs nu också en kod från en app.

    Slogs på från { $asked }. Var det inte du? Välj ett nytt lösenord och kontakta oss:
    { $page }

    Vänliga hälsningar
    { $sender }

codes-removed-subject = Inloggning med koder är avstängd
codes-removed-body =
    { $greeting }

    När du loggar in på ditt konto behövs inte längre någon kod från en app.

    Stängdes av från { $asked }. Var det inte du? Byt lösenord och slå på koderna igen:
    { $page }

    Vänliga hälsningar
    { $sender }

recovery-codes-renewed-subject = Du har nya reservkoder
recovery-codes-renewed-body =
    { $greeting }

    Ditt konto har fått nya reservkoder. De gamla fungerar inte längre.

    Begärdes från { $asked }. Var det inte du? Byt lösenord och gör nya reservkoder:
    { $page }

    Vänliga hälsningar
    { $sender }

account-merged-subject = Ett konto har slagits ihop med ditt
account-merged-body =
    { $greeting }

    Ett annat konto hör nu ihop med ditt. Dess samtal och sätt att logga in finns i ditt konto.

    Gjordes från { $asked }. Var det inte du? Byt lösenord och se över ditt konto:
    { $page }

    Vänliga hälsningar
    { $sender }

sign-in-link-subject = Din länk för att logga in
sign-in-link-body =
    { $greeting }

    Öppna länken för att logga in.
    { $what }

    Länken fungerar en gång, i en kvart. Begärdes från { $asked }.

    Var det inte du? Öppna inte länken. Då händer inget.

    Vänliga hälsningar
    { $sender }

user-name-subject = Ditt användarnamn
user-name-body =
    { $greeting }

    Du loggar in med:
    { $what }

    Logga in här:
    { $page }

    Begärdes från { $asked }.

    Vänliga hälsningar
    { $sender }

no-account-subject = Det finns inget konto med den här adressen
no-account-body =
    { $greeting }

    Någon bad om hjälp att logga in med den här e-postadressen. Det finns inget konto med den. Kanske har du ett med en annan adress, eller så kan du skapa ett här:
    { $page }

    Begärdes från { $asked }. Var det inte du behöver du inte göra något.

    Vänliga hälsningar
    { $sender }

# Ärenden
case-opened-subject = Vi har tagit emot ditt ärende { $number }
case-opened-body =
    { $greeting }

    Vi har tagit emot ditt ärende { $number }: { $title } ({ $kind }).

    Du hör av oss när någon har börjat arbeta med det. Här kan du följa det, skriva och lämna papper:
    { $link }

    { $sender }
case-active-subject = Ärende { $number }: vi arbetar med det
case-active-body =
    { $greeting }

    Någon arbetar nu med ditt ärende { $number }: { $title }.

    Här kan du följa det:
    { $link }

    { $sender }
case-paused-subject = Ärende { $number } är pausat
case-paused-body =
    { $greeting }

    Ditt ärende { $number }, { $title }, är pausat:
    { $reason }

    Här kan du följa det och skriva till oss:
    { $link }

    { $sender }
case-waiting-subject = Ärende { $number } väntar på dig
case-waiting-body =
    { $greeting }

    Vi behöver något från dig för att komma vidare med ditt ärende { $number }: { $title }.

    Här ser du vad:
    { $link }

    { $sender }
case-resolved-subject = Ärende { $number } är löst
case-resolved-body =
    { $greeting }

    Ditt ärende { $number } är löst: { $title }.

    Stämmer det inte? Skriv till oss, så öppnas det igen:
    { $link }

    { $sender }
case-closed-subject = Ärende { $number } är avslutat
case-closed-body =
    { $greeting }

    Ditt ärende { $number } är avslutat: { $title }.

    Allt som har sagts finns kvar här:
    { $link }

    { $sender }
case-message-subject = Nytt meddelande i ärende { $number }
case-message-body =
    { $greeting }

    Du har fått ett meddelande i ditt ärende { $number } med ämnet ”{ $title }”.

    Läs och svara här:
    { $link }

    { $sender }

# En lista med ärenden som fil.
list-number = Nummer
list-title = Ärende
list-type = Typ
list-status = Status
list-customer = Kund
list-owner = Handläggare
list-team = Grupp
list-due = Ska göras senast
list-object = Objekt
list-street = Gata
list-invoice = Fakturareferens
list-steps = Utförda moment
list-steps-done = { $done } av { $all }
list-files = Filer
list-signed = Signerad följesedel
list-opened = Öppnat
list-changed = Ändrat
list-status-new = Nytt
list-status-active = Pågår
list-status-waiting = Väntar på kunden
list-status-paused = Pausat
list-status-resolved = Löst
list-status-closed = Stängt
list-yes = Ja
list-no = Nej
note-heading = Följesedel
note-file = Följesedel { $number }
note-number = Ärende
note-title = Gäller
note-kind = Typ
note-object = Objekt
note-customer = Kund
note-writer = Skriven av
note-done = Utfört
note-signature = Underskrift
note-drawing = Ritad underskrift: { $name }
note-signed-by = Namn
note-signed-at = Tid
note-signed-how = Sätt
note-drawn = Ritad på skärm, inloggad på egna sidor
note-typed = Skrivet namn, inloggad på egna sidor
note-drawn-held = Ritad på en skärm som { $name } räckte fram
note-typed-held = Skrivet namn på en skärm som { $name } räckte fram
note-hash = SHA-256 av det som skrevs under: ärendets nummer, radbrytning, vad det gäller, två radbrytningar och texten, i UTF-8.
note-foot = Följesedel { $number } · sida { $page } av { $pages }
