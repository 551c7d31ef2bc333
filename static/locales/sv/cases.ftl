### Ärenden, hos personalen.

place-chats = Chattar
place-cases = Ärenden
cases = Ärenden
title-cases = Ärenden · Samtal
title-case = Ärende { $number } · Samtal
title-case-types = Ärendetyper · Samtal
case-types = Ärendetyper
case-new = Nytt ärende
case-to-list = Till ärendena
case-of = Ärende { $number }

## Listan

case-views = Listor
case-view-mine = Mina
case-view-nobody = Utan handläggare
case-view-urgent = Brådskande
case-view-due = Senast i dag
case-view-waiting = Väntar på kunden
case-view-open = Öppna
case-view-all = Alla
case-views-arrange = Mina listor
case-view-keep = Spara som lista
case-view-keep-new = Spara som ny
case-view-save = Spara ändringen
case-view-name = Listans namn
case-view-hint = Listan sparar vad du har valt, ordningen och kolumnerna. Bara du ser den.
case-view-changed = Listan { $name } är sparad.
case-view-removed = Listan { $name } är borttagen.
case-view-remove = Ta bort { $name }
case-view-up = Flytta { $name } uppåt
case-view-down = Flytta { $name } nedåt
case-list-file = Spara listan som fil
case-filters = Sök och begränsa
case-filters-clear = Rensa
case-filter-clear = Ta bort valet: { $name }
case-search = Sök ärenden
case-search-hint = Sök på nummer, namn, text …
case-search-all = Sök bland alla ärenden
case-status = Status
case-status-all = Alla
case-status-more = { $first } +{ $n }
case-status-new = Nytt
case-status-active = Pågår
case-status-waiting = Väntar på kunden
case-status-paused = Pausat
case-status-resolved = Löst
case-status-closed = Stängt
case-type = Ärendetyp
case-any-type = Alla typer
case-owner = Handläggare
case-anybody = Vem som helst
case-me = Jag
case-due-by-any = När som helst
case-due-by-today = Senast i dag
case-due-by-missed = Försenat
case-part-object = Hela numret eller en del av det.
case-part-street = Hela gatan eller en del av den.
case-part-invoice = Hela referensen eller en del av den.
case-steps-done = { $done } av { $all } moment är klara
case-files-many = { $n ->
    [one] { $n } fil
   *[other] { $n } filer
}
case-note-signed = Följesedeln är signerad
case-nobody = Ingen
case-team = Grupp
case-any-team = Alla grupper
case-urgent = Brådskande
case-days-filter = Datum
case-from = Öppnat från och med
case-to = Öppnat till och med
case-sort = Ordning
case-order-asc = Det tidigaste först. Vänd ordningen
case-order-desc = Det senaste först. Vänd ordningen
case-sort-due = Det som ska svaras först
case-sort-changed = Senast ändrat
case-sort-newest = Senast öppnat
case-columns = Kolumner
case-column-earlier = Flytta { $name } tidigare
case-column-later = Flytta { $name } senare
case-column-number = Nummer
case-column-title = Ärende
case-column-type = Typ
case-column-status = Status
case-column-customer = Kund
case-column-owner = Handläggare
case-column-team = Grupp
case-column-due = Tid kvar
case-column-object = Objekt
case-column-street = Gata
case-column-invoice = Fakturareferens
case-column-steps = Moment
case-column-files = Filer
case-column-signed = Följesedel
case-column-opened = Öppnat
case-column-changed = Ändrat
case-list-all = { $n ->
    [one] Ett ärende. Det är alla.
   *[other] { $n } ärenden. Det är alla.
  }
case-list-some = De första { $n } ärendena
case-list-more = Visa fler
case-none-mine = Du har inga öppna ärenden
case-none-nobody = Alla öppna ärenden har en handläggare
case-none-urgent = Inget brådskande just nu
case-none-due = Inget ska vara klart senast i dag
case-none-waiting = Inget ärende väntar på kunden
case-none-open = Inga öppna ärenden
case-none-all = Inga ärenden än
case-none-about = Ett ärende kommer från ett formulär, ett samtal eller telefon.
case-none-found = Inget ärende passar
case-none-found-about = Ta bort något av valen, eller sök bland alla ärenden, även de stängda.

## Tider

case-days = { $n ->
    [one] en dag
   *[other] { $n } dagar
  }
case-due-in = om { $time }
case-due-still = står still
case-due-late = { $time } för sent
clock-first-answer = Första svar
clock-next-answer = Nästa svar
clock-solution = Lösning
clock-first-answer-short = Svar
clock-next-answer-short = Svar
clock-solution-short = Lösning
clock-first-answer-warned = Tiden för första svaret är snart ute
clock-next-answer-warned = Tiden för nästa svar är snart ute
clock-solution-warned = Tiden för en lösning är snart ute
clock-first-answer-missed = Första svaret kom inte i tid
clock-next-answer-missed = Nästa svar kom inte i tid
clock-solution-missed = Lösningen kom inte i tid
case-clocks = Det vi har lovat
case-clock-met = Klart { $when }
case-clock-late = Klart { $when }, för sent
case-waits = Kunden har väntat { $time }
case-calls = Väntar på samtal
case-callback = Samtal till kunden
case-callback-ask = Kunden vill bli uppringd
case-callback-about = Kunden ser numret och när det passar.
case-callback-waits = { $name } väntar på samtal
case-callback-since = Sedan
case-callback-by = Noterat av { $name }.
case-callback-tried = { $n ->
    [one] Sökt { $time } utan svar.
   *[other] Sökt { $n } gånger utan svar, senast { $time }.
  }
case-callback-reach = Vi har talats vid
case-callback-miss = Inget svar
case-callback-reached = Noterat: ni har talats vid.
case-callback-missed = Noterat: inget svar. Kunden väntar kvar.
case-callback-withdrawn = Samtalet är avbeställt.
case-callback-gone = Ingen väntar på samtal längre.
case-callback-gone-who = Ingen väntar på samtal längre. { $name } hann före.
case-callback-anew = Kunden har bett om ett nytt samtal. Se vad som önskas nu.

## Ärendet

case-parts = Delar av ärendet
case-part-talk = Meddelanden
case-part-facts = Uppgifter
case-part-side = Kund och historik
case-step-active = Börja
case-step-waiting = Vänta på kunden
case-step-paused = Pausa
case-step-resolved = Markera som löst
case-again-active = Öppna igen
case-again-closed = Stäng ärendet
case-became-active = Ärendet pågår.
case-became-waiting = Ärendet väntar på kunden. Tiderna står still.
case-became-paused = Ärendet är pausat. Tiderna står still.
case-became-resolved = Ärendet är löst. Kunden får veta det.
case-became-closed = Ärendet är stängt.
case-became-new = Ärendet är nytt.
case-take = Ta ärendet
case-taken = Ärendet är ditt.
case-urgent-make = Markera som brådskande
case-urgent-not = Inte brådskande längre
case-paused-because = Pausat:
case-customer-sees = Kunden ser det här.
case-pause-title = Pausa ärendet
case-pause-reason = Varför?
case-pause-hint = Kunden ser det här.
case-hand-title = Lämna över { $number }
case-handed = { $name } har ärendet nu.
case-handed-nobody = Ingen har ärendet nu.
case-nobody-about = Någon i gruppen tar det.
case-faster = Någon ändrade ärendet före dig.
case-faster-who = { $name } ändrade ärendet före dig.
case-was-merged = { $number } är nu en del av { $into }.
case-edit = Ändra uppgifterna
case-saved = Sparat.
case-title = Rubrik
case-description = Beskrivning
case-facts-none = Inget mer är ifyllt.

case-subjects = Ämnen
case-subject = Ämne
case-thread-new = Nytt ämne
case-thread-to = Skriv till { $name }
case-thread-text = Meddelande
case-threads-none = Inget är skrivet i ärendet.
case-notes = Interna anteckningar
case-notes-about = Bara personal ser detta. Kunden kan aldrig läsa det.
case-closed-about = Här går det inte att skriva längre. Öppna ärendet igen för att fortsätta.
case-since = { $name } har skrivit sedan du började:
case-since-seen = Jag har sett det

case-customer = Kund
case-customer-all = Alla ärenden för kunden
case-anybodys = Visa allas
case-people = Andra personer
case-people-none = Inga andra.
case-people-edit = Ändra personerna
case-person-applicant = Gäller också
case-person-contact = Kontaktperson
case-person-name = Namn
case-person-as = Som
case-person-new = Ny person
case-person-add = Lägg till en person
case-person-remove = Ta bort { $name }
case-files = Filer
case-files-none = Inga filer.
case-links = Chattar och andra ärenden
case-links-none = Inget hör till ärendet.
case-chat = Chatt
case-link = Koppla ett ärende
case-link-title = Koppla ett ärende till { $number }
case-link-about = De två visas hos varandra. Inget flyttas.
case-unlink = Ta bort kopplingen till { $number }
case-merge = Slå ihop
case-merge-title = Slå ihop { $number } med ett annat ärende
case-merge-about = Det andra ärendet ska vara samma kunds. Meddelanden, filer och historik flyttas dit, och det här numret leder dit. Det går inte att ångra.
case-merge-go = Flytta allt till { $number }
case-number = Ärendenummer
case-number-hint = Till exempel 2026-004217
case-other-none = Det finns inget ärende med det numret.
case-other-itself = Det är det här ärendet.
case-timeline = Vad som har hänt
case-timeline-all = { $n ->
    [one] Visa en till
   *[other] Visa { $n } till
  }

## Vad som har hänt

case-opened-form = Öppnades från ett formulär
case-opened-chat = Öppnades ur en chatt
case-opened-left-message = Öppnades ur ett lämnat meddelande
case-opened-phone = Skrevs ner under ett telefonsamtal
case-went = Från { $from } till { $to }
case-went-because = { $words }: { $reason }
case-owner-to = { $name } har ärendet
case-owner-nobody = Ingen har ärendet
case-team-to = Lämnat till { $name }
case-urgent-on = Blev brådskande
case-urgent-off = Brådskar inte längre
case-changed = Ändrat: { $parts }
case-wrote = Skrev om { $subject }
case-thread-began = Nytt ämne: { $subject }
case-file-came = Fil: { $name }
case-linked = Kopplat till { $number }
case-unlinked = Inte längre kopplat till { $number }
case-merged = { $number } blev en del av det här
case-merged-into = Blev en del av { $number }
case-checklist-came = Checklista: { $name }
case-step-went-open = { $step }: att göra
case-step-went-handed-in = { $step }: inlämnat
case-step-went-sent-back = { $step }: tillbaka till kunden
case-step-went-settled = { $step }: klart
case-delivery-note-written = En följesedel skrevs
case-delivery-note-changed = Följesedeln ändrades
case-delivery-note-removed = Följesedeln togs bort
case-signed = Följesedeln skrevs under av { $name }
case-claimed = Kunden visade att ärendet är deras
case-callback-was-asked = Kunden vill bli uppringd
case-callback-was-withdrawn = Samtalet avbeställdes
case-called = Ringde och talade med kunden
case-called-in-vain = Ringde kunden utan svar

## Ett nytt ärende

case-from-chat = Gör till ärende
case-open = Öppna ärendet
case-show = Visa
case-opened = Ärende { $number } är öppnat.
case-opened-told = Ärende { $number } är öppnat. Bekräftelsen går till { $address }.
case-customer-name = Vem gäller det?
case-customer-hint = Skriv ett namn. Den som har haft ett ärende förut dyker upp att välja. Bekräftelsen går till e-postadressen.
case-customer-missing = Skriv vem det gäller, eller välj en kund.
case-customers-found = Kända kunder
case-customer-other = Välj någon annan
case-customer-of-chat = Kunden i samtalet
case-phone = Telefon
case-email = E-post
case-language = Språk
case-language-sv = Svenska
case-language-en = Engelska
case-language-da = Danska
case-language-nb = Norska
case-language-fi = Finska
case-title-missing = Skriv en kort rubrik.
case-problems = { $n ->
    [one] En sak behöver rättas först.
   *[other] { $n } saker behöver rättas först.
  }
case-urgent-ask = Det brådskar
case-type-changed = Formuläret har ändrats medan du skrev. Det du fyllt i finns kvar. Se efter och försök igen.
case-types-none = Det finns inga ärendetyper
case-types-none-about = En arbetsledare kan lägga upp dem under Ärendetyper.

## Gå vart som helst, kortkommandon

case-palette-go = Gå till ärende { $number }
case-palette-list = Visa ärendena
case-palette-mine = Visa mina ärenden
case-list-keys = I listan med ärenden
case-list-deed-next = Nästa ärende
case-list-deed-previous = Föregående ärende
case-list-deed-open = Öppna ärendet
case-list-deed-search = Sök
case-list-deed-new = Nytt ärende
case-keys = I ett ärende
case-deed-write = Skriv till kunden
case-deed-notes = Byt mellan kunden och internt
case-deed-take = Ta ärendet
case-deed-hand = Lämna över
case-deed-step = Nästa steg
case-deed-edit = Ändra uppgifterna
case-deed-next = Nästa ärende i listan
case-deed-previous = Föregående ärende i listan
case-deed-list = Till ärendena
