### Sidan som en inbjuden kollega kommer till.

title-invitation = Inbjudan · Samtal
invitation-title = Välkommen
invitation-welcome = Välkommen, { $name }
invitation-about = Välj ett lösenord, så är du igång.
invitation-about-title = Du är inbjuden som { $title }. Välj ett lösenord, så är du igång.
invitation-email = Du loggar in med
invitation-go = Börja
invitation-gone = Länken fungerar inte längre
invitation-gone-about = Den är använd, för gammal eller ersatt av en nyare. Be den som bjöd in dig att skicka en ny.
invitation-to-desk = Till inloggningen
