### Kundens egna sidor: mina ärenden, ett av dem, ett nytt.

my-new = Nytt ärende
my-to-list = Till mina ärenden
my-more = Visa fler
my-lost = Sidan finns inte
my-urgent = Brådskande
reload = Ladda om

## Listan

my-nobody-title = Logga in för att se dina ärenden
my-nobody-about = Har du ett ärendenummer? Logga in med e-postadressen som du uppgav.
my-staff-title = Du är inloggad som personal
my-staff-about = Här ser kunder sina egna ärenden. Dina arbetsuppgifter finns på skrivbordet.
my-visit = Här är det som du har anmält från den här enheten.
my-visit-sign-in = Logga in för att se alla dina ärenden
my-claims-title = { $n ->
    [one] Vi hittade ett ärende med din adress
   *[other] Vi hittade { $n } ärenden med din adress
  }
my-claims-about = { $n ->
    [one] Det anmäldes innan du hade ett konto. Om det är ditt kan du knyta det till kontot. Sedan syns det bara här.
   *[other] De anmäldes innan du hade ett konto. De som är dina kan du knyta till kontot. Sedan syns de bara här.
  }
my-claims-all = Välj alla
my-claims-join = { $n ->
    [one] Knyt ärendet till kontot
   *[other] Knyt { $n } ärenden till kontot
  }
my-claims-joined = { $n ->
    [one] Ärendet är nu ditt.
   *[other] Ärendena är nu dina.
  }
my-empty-title = Du har inga ärenden
my-empty-about = När du anmäler något ser du här vem som har det och vad som händer.
my-group-waiting = Väntar på dig
my-group-running = Pågår
my-group-paused = Pausade
my-group-ended = Avslutade
my-waits-wanted = { $n ->
    [one] Ett steg att göra
   *[other] { $n } steg att göra
  }
my-waits-unread = { $n ->
    [one] Ett nytt meddelande
   *[other] { $n } nya meddelanden
  }
my-waits-asked = Vi väntar på svar från dig
my-row-owner = { $name } har ärendet
my-row-nobody = Ingen handläggare än
my-row-paused = Pausat: { $reason }

my-status-new = Mottaget
my-status-active = Pågår
my-status-paused = Pausat
my-status-waiting = Väntar på dig
my-status-resolved = Löst
my-status-closed = Avslutat

## Ett nytt ärende

my-kinds-title = Vad gäller det?
my-kinds-about = Välj det som stämmer bäst. Är du osäker, välj det som ligger närmast så rättar vi till det.
my-kinds-none = Det går inte att anmäla något här just nu.
my-kinds-visit = Du behöver inte logga in. Vissa ärenden syns bara för den som är inloggad.
my-no-form = Formuläret finns inte här
my-no-form-visit = Kanske är det bara för den som är inloggad.
my-other-forms = Andra formulär
my-report-object = Anmälan gäller
my-report-unknown = Vi hittar inget i bruk med det här numret. Kontrollera det mot etiketten, eller ta bort det ur formuläret och beskriv vad det gäller.
my-form-about = Ditt ärende
my-form-title = Rubrik
my-form-title-hint = Kort, så att vi ser vad det gäller.
my-form-description = Beskriv med egna ord
my-form-urgent-title = Är det brådskande?
my-form-urgent-about = Brådskande ärenden tas före andra. Markera bara om någon kan komma till skada, något går sönder eller en viktig dag är nära.
my-form-urgent = Ja, det är brådskande
my-form-contact = Så når vi dig
my-form-contact-about = Du behöver inget konto. Vi behöver din e-postadress eller ditt telefonnummer för att svara.
my-form-name = Ditt namn
my-form-email = E-postadress
my-form-email-hint = Hit skickar vi ärendets nummer och våra svar.
my-form-phone = Telefon
my-form-account = Har du ett konto?
my-form-known = Du är inloggad som { $name }. Vi svarar här och till { $email }.
my-form-known-soon = Du är inloggad. Vi svarar här och via e-post.
my-form-known-change = Ändra mina uppgifter
my-form-send = Skicka ärendet
my-form-sending = Skickar …
my-form-kept = Det du fyller i sparas på den här enheten tills du skickar.
my-form-begun = Du hade börjat på det här. Allt du skrev finns kvar.
my-form-again = Börja om
my-form-emptied = Formuläret är tomt.
my-form-faults = { $n ->
    [one] Ett fält behöver ändras innan du kan skicka.
   *[other] { $n } fält behöver ändras innan du kan skicka.
  }
my-form-uploading = Vänta tills filerna är uppladdade och skicka sedan.
my-form-away = Det gick inte att skicka just nu. Allt finns kvar; försök igen om en stund.
my-form-stale = Formuläret har ändrats sedan du öppnade det. Se efter att allt stämmer och skicka igen.
my-fault-a-way = Skriv en e-postadress, eller ett telefonnummer nedan.
my-fault-email = Skriv en e-postadress, till exempel namn@exempel.se.

my-received-title = Vi har tagit emot ditt ärende
my-received-number = Ärendenummer
my-received-told = En bekräftelse har skickats till { $email }. Titta i skräpposten om du inte ser den.
my-received-told-nobody = Spara numret: med det hittar vi ditt ärende.
my-received-next = Vad händer nu?
my-received-step-read = Vi läser det och ger det till en handläggare.
my-received-step-told = Du får veta vem som har det, och när något händer.
my-received-step-follow = Här kan du när som helst se hur det går, skriva till oss och skicka filer.
my-received-open = Öppna ärendet
my-received-visit = Vill du se ärendet på fler enheter?
my-received-account = Skapa ett konto

## Ett ärende

my-case-unknown = Vi hittar inte ärendet
my-case-unknown-about = Numret stämmer inte, eller så är ärendet någon annans.
my-case-unknown-visit = Logga in med e-postadressen som du uppgav, så visar vi det om det är ditt.
my-merged = Ärendet { $number } har slagits ihop med det här.
my-next = Läget
my-who-nobody = Ingen handläggare än
my-callback = Bli uppringd
my-callback-send = Be om samtal
my-callback-asked = Vi ringer dig på { $phone }.
my-callback-since = Du väntar sedan
my-callback-tried = { $n ->
    [one] Vi sökte dig { $time }.
   *[other] Vi har sökt dig { $n } gånger, senast { $time }.
  }
my-callback-withdrawn = Vi ringer inte.
my-next-wanted = { $n ->
    [one] Du har ett steg att göra.
   *[other] Du har { $n } steg att göra.
  }
my-next-wanted-first = { $n ->
    [one] Du har ett steg att göra: { $step }.
   *[other] Du har { $n } steg att göra. Nästa är { $step }.
  }
my-next-wanted-late = { $n ->
    [one] Ett steg har gått över tiden: { $step }.
   *[other] Du har { $n } steg att göra. { $step } har gått över tiden.
  }
my-next-sent-back = { $n ->
    [one] Ett steg behöver göras om: { $step }.
   *[other] { $n } steg behöver göras om. Börja med { $step }.
  }
my-next-handed-in = Vi tittar på det du har lämnat in. Du får veta när det är klart.
my-next-sign = { $n ->
    [one] En följesedel väntar på din underskrift.
   *[other] { $n } följesedlar väntar på din underskrift.
  }
my-next-unread = { $n ->
    [one] Du har ett nytt meddelande.
   *[other] Du har { $n } nya meddelanden.
  }
my-next-asked = { $name } väntar på svar från dig.
my-next-new = Vi har tagit emot ärendet och ger det till en handläggare. Du behöver inte göra något.
my-next-new-owned = { $name } tar hand om ärendet och hör av sig. Du behöver inte göra något.
my-next-new-told = Vi har tagit emot ärendet och ger det till en handläggare.
my-next-new-owned-told = { $name } tar hand om ärendet och hör av sig.
my-next-active = { $name } arbetar med ärendet. Du får veta när något händer.
my-next-active-team = Vi arbetar med ärendet. Du får veta när något händer.
my-next-paused = Ärendet är pausat: { $reason } Vi hör av oss när det går vidare.
my-next-resolved = Ärendet är löst. Återstår något? Skriv här, så öppnar vi det igen.
my-next-closed = Ärendet är avslutat och går inte att skriva i. Gäller det något mer?
my-next-to-messages = Till meddelandena
my-next-to-checklist = Till checklistan
my-next-to-step = Till steget
my-next-to-note = Till följesedeln
my-jumps = Ärendets delar
my-part-messages = Meddelanden
my-part-checklist = Checklista
my-part-delivery-notes = Följesedlar
my-part-files = Filer
my-part-details = Ärendet
my-part-my-details = Mina uppgifter
my-part-payments = Betalningar
my-part-bookings = Bokningar
my-part-timeline = Det som har hänt
my-payments = Betalningar
my-payments-none = Det finns inget att betala i ärendet.
my-bookings = Bokningar
my-bookings-none = Inga tider är bokade i ärendet.

my-details-kind = Gäller
my-details-opened = Anmält
my-details-links = Hör ihop med
my-details-name = Namn
my-details-email = E-post
my-details-phone = Telefon
my-details-visit = Skapa ett konto för att se ärendet på fler enheter.
my-details-account = Stämmer något inte?
my-details-people = Det gäller också
my-person-applicant = Sökande
my-person-contact = Kontaktperson

my-files-add = Skicka filer
my-files-none = Inga filer än. Det du skickar här ser din handläggare.
my-files-none-ended = Inga filer.
my-files-all = Visa alla { $n } filer

my-threads-none = Ingen har skrivit än. Vill du fråga eller berätta något?
my-threads-none-ended = Ingen har skrivit i ärendet.
my-threads-all = Alla meddelanden
my-thread-new = Nytt meddelande
my-thread-unread = Nytt
my-thread-to = Till { $name }, om { $kind }, ärende { $number }.
my-thread-subject = Ämne
my-thread-text = Meddelande
my-thread-no-subject = Skriv vad det gäller.
my-thread-no-text = Skriv ditt meddelande.
my-thread-send = Skicka meddelandet
my-thread-later = Spara till senare
my-thread-gone = Meddelandena finns inte längre.
my-thread-ended = Ärendet är avslutat. Det går inte att skriva mer här.
my-announce-file = { $name } skickade filen { $file }.
my-notice-joined = { $name } är med.
my-notice-left = { $name } är inte med längre.
my-notice-ended = Avslutat.
my-notice-ended-by = { $name } avslutade.
my-notice-meeting = { $name } öppnade ett videomöte.
my-notice-meeting-ended = Videomötet är slut.
my-notice-transferred = { $to } tar över.
my-notice-received = Vi har tagit emot det.
messages = Det som har skrivits
to-newest = Till det senaste
message-actions = Ändra eller ta bort
edit = Ändra
take-back = Ta bort
editing = Du ändrar ett meddelande.
write-here = Skriv ett meddelande

## Det som har hänt

my-timeline-whole = Visa allt som har hänt ({ $n })
my-happened-opened-form = Ärendet anmäldes.
my-happened-opened-form-by = { $who } anmälde ärendet.
my-happened-opened-chat = Ärendet öppnades ur en chatt.
my-happened-opened-chat-by = { $who } öppnade ärendet ur en chatt.
my-happened-opened-left-message = Ärendet öppnades ur ett lämnat meddelande.
my-happened-opened-left-message-by = { $who } öppnade ärendet ur ett lämnat meddelande.
my-happened-opened-phone = Ärendet togs emot på telefon.
my-happened-opened-phone-by = { $who } tog emot ärendet på telefon.
my-happened-status-new = Ärendet väntar på en handläggare.
my-happened-status-new-by = { $who } lät ärendet vänta på en handläggare.
my-happened-status-active = Arbetet med ärendet började.
my-happened-status-active-by = { $who } arbetar med ärendet.
my-happened-status-paused = Ärendet pausades.
my-happened-status-paused-by = { $who } pausade ärendet.
my-happened-status-paused-why = Ärendet pausades: { $reason }
my-happened-status-paused-why-by = { $who } pausade ärendet: { $reason }
my-happened-status-waiting = Vi väntar på svar från dig.
my-happened-status-waiting-by = { $who } väntar på svar från dig.
my-happened-status-resolved = Ärendet löstes.
my-happened-status-resolved-by = { $who } löste ärendet.
my-happened-status-closed = Ärendet avslutades.
my-happened-status-closed-by = { $who } avslutade ärendet.
my-happened-owner = { $name } har ärendet.
my-happened-owner-by = { $who } gav ärendet till { $name }.
my-happened-owner-none = Ärendet väntar på en annan handläggare.
my-happened-owner-none-by = { $who } lämnade ärendet till en annan handläggare.
my-happened-team = { $team } tar hand om ärendet.
my-happened-team-by = { $who } lämnade ärendet till { $team }.
my-happened-urgent = Ärendet blev brådskande.
my-happened-urgent-by = { $who } gjorde ärendet brådskande.
my-happened-ordinary = Ärendet är inte längre brådskande.
my-happened-ordinary-by = { $who } tog bort att ärendet är brådskande.
my-happened-changed = Uppgifterna ändrades.
my-happened-changed-by = { $who } ändrade uppgifterna.
my-happened-wrote = Någon skrev i ”{ $subject }”.
my-happened-wrote-by = { $who } skrev i ”{ $subject }”.
my-happened-thread = Meddelanden om ”{ $subject }” började.
my-happened-thread-by = { $who } skrev om ”{ $subject }”.
my-happened-file = Filen { $file } kom.
my-happened-file-by = { $who } skickade filen { $file }.
my-happened-linked = Ärendet { $number } hör ihop med det här.
my-happened-linked-by = { $who } lade till att { $number } hör ihop med det här.
my-happened-unlinked = Ärendet { $number } hör inte längre ihop med det här.
my-happened-unlinked-by = { $who } tog bort att { $number } hör ihop med det här.
my-happened-merged = Ärendet { $number } slogs ihop med det här.
my-happened-merged-by = { $who } slog ihop { $number } med det här.
my-happened-merged-into = Ärendet slogs ihop med { $number }.
my-happened-merged-into-by = { $who } slog ihop ärendet med { $number }.
my-happened-checklist = Checklistan { $name } lades till.
my-happened-checklist-by = { $who } lade till checklistan { $name }.
my-happened-step-open = { $step }: att göra igen.
my-happened-step-open-by = { $who } öppnade { $step } igen.
my-happened-step-handed-in = { $step }: inlämnat.
my-happened-step-handed-in-by = { $who } lämnade in { $step }.
my-happened-step-sent-back = { $step }: behöver göras om.
my-happened-step-sent-back-by = { $who } bad om { $step } igen.
my-happened-step-sent-back-why = { $step } behöver göras om: { $reason }
my-happened-step-sent-back-why-by = { $who } bad om { $step } igen: { $reason }
my-happened-step-settled = { $step }: klart.
my-happened-step-settled-by = { $who } markerade { $step } som klart.
my-happened-note-written = En följesedel skrevs.
my-happened-note-written-by = { $who } skrev en följesedel.
my-happened-note-changed = Följesedeln ändrades.
my-happened-note-changed-by = { $who } ändrade följesedeln.
my-happened-note-removed = En följesedel togs bort.
my-happened-note-removed-by = { $who } tog bort en följesedel.
my-happened-signed = { $name } skrev under följesedeln.
my-happened-signed-by = { $name } skrev under följesedeln (inloggad: { $who }).
my-happened-claimed = Ärendet knöts till ett konto.
my-happened-claimed-by = { $who } knöt ärendet till sitt konto.
my-happened-callback-asked = Ett samtal beställdes.
my-happened-callback-asked-by = { $who } bad om ett samtal.
my-happened-callback-withdrawn = Samtalet avbeställdes.
my-happened-callback-withdrawn-by = { $who } avbeställde samtalet.
my-happened-called = Vi ringde och ni talades vid.
my-happened-called-by = { $who } ringde och ni talades vid.
my-happened-called-in-vain = Vi ringde utan svar.
my-happened-called-in-vain-by = { $who } ringde utan svar.

## Sökning

my-search = Sök ärenden
my-search-text = Fritext
my-search-hint = Ord ur ärendet, ett ärendenummer eller en del av en gata.
my-search-invoice = Fakturamärkning
my-search-object = Objekt
my-search-street = Gata
my-search-status = Läge
my-search-any = Alla
my-search-from = Från och med
my-search-to = Till och med
my-search-do = Sök
my-search-clear = Visa alla
my-search-none = Inget ärende passar
my-search-none-about = Prova med färre ord, eller töm fälten och sök för att se alla.
my-search-found = { $n ->
    [one] Ett ärende
   *[other] { $n } ärenden
}
my-search-found-more = De { $n } senaste ärendena som passar
my-search-caption = Ärenden som passar sökningen
my-search-number = Nummer
my-search-title = Ärende
my-search-opened = Anmält
my-search-steps = Åtgärder
my-search-steps-see = Se åtgärder
my-search-steps-done = { $done } av { $all } klara
my-search-steps-of = Se åtgärder i ärende { $number }
my-search-files = Filer
my-search-files-of = { $n ->
    [one] Se filen i ärende { $number }
   *[other] Se { $n } filer i ärende { $number }
}
my-search-note = Följesedel
my-search-note-signed = Undertecknad
my-search-note-of = Se den undertecknade följesedeln i ärende { $number }
