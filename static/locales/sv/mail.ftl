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
transcript-meeting-started = { $name } öppnade ett videomöte
transcript-meeting-apart = Mötet fick en egen chatt
transcript-meeting-ended = Videomötet avslutades
transcript-ended = Samtalet avslutades
transcript-cut = [Här slutar utskriften: samtalet är längre än så. Hela samtalet finns kvar hos oss.]
