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

transcript-subject = Din chatt den { $date }
transcript-body =
    { $greeting }

    Här är det som skrevs i din chatt.

    { $transcript }

    Chatten finns också här:
    { $link }

    Vänliga hälsningar
    { $sender }

transcript-title = Chatt: { $queue }
transcript-title-plain = Chatt
transcript-time = Tider anges i { $zone }.
transcript-customer = Kund
transcript-advisor = Rådgivare
transcript-supervisor = Arbetsledare
transcript-removed = [borttaget]
transcript-edited = (ändrat)
transcript-file = [Fil: { $name }, { $size }]
transcript-queued = I kö
transcript-joined = { $name } kom med i chatten
transcript-left = { $name } lämnade chatten
transcript-transferred = Chatten lämnades över till { $to }
transcript-requeued = Tillbaka först i kön
transcript-message-left = Ett meddelande lämnades
transcript-ended = Chatten avslutades
transcript-cut = [Här slutar utskriften: chatten är längre än så. Hela chatten finns kvar hos oss.]
