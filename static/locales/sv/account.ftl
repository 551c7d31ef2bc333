### Inloggning, konto och länkar i mejl: flera sidor delar de här orden.

## Inloggning

sign-in-title = Logga in
sign-in-about = För dig som svarar i Samtal.
sign-in-about-customer = Då finns dina samtal kvar, på alla dina enheter.
sign-in-login = E-postadress eller användarnamn
sign-in-email = E-postadress
sign-in-password = Lösenord
sign-in = Logga in
sign-in-in = Försök igen om { $seconds } s
sign-in-wrong = E-postadressen eller lösenordet stämmer inte.
sign-in-unreachable = Servern svarar inte just nu. Försök igen om en stund.
sign-in-wait = Det har blivit för många försök. Vänta en stund.
sign-in-mail-link = Mejla mig en länk i stället
sign-in-forgot = Glömt lösenordet eller användarnamnet?
sign-in-create = Skapa ett konto
sign-out = Logga ut
sign-out-here = Logga ut här
sign-out-others = Logga ut överallt annars
sign-out-everywhere = Logga ut överallt
signed-in-as = Inloggad som { $name }
head-cases = Mina ärenden
my-account = Mitt konto
nameless = utan namn

link-ask-title = Få en länk
link-ask-about = Vi mejlar en länk som loggar in dig. Den fungerar en gång, i en kvart.
link-ask = Skicka länken
forgot-title = Kom in igen
forgot-about = Vi mejlar en länk där du väljer ett nytt lösenord.
forgot-ask = Skicka länken
forgot-name = Jag har glömt användarnamnet
user-name-title = Glömt användarnamnet
user-name-about = Vi mejlar det till dig.
user-name-ask = Skicka det
create-title = Skapa ett konto
create-about = Dina samtal finns då kvar, och du kommer åt dem överallt.
create-name = Ditt namn
create-password = Välj ett lösenord
password-hint = Minst 10 tecken. Gärna en mening.
password-short = { $n ->
    [one] Ett tecken till behövs.
   *[other] { $n } tecken till behövs.
  }
password-refused = Det här lösenordet är för lätt att gissa. Välj ett annat.
address-refused = Se efter att adressen är skriven så här: anna@example.org
create-ask = Skapa kontot
sent-title = Titta i din e-post
sent-about = Om allt stämmer kommer ett mejl till { $login } inom någon minut. Öppna länken i det.
sent-name-about = Om adressen hör till ett konto kommer ett mejl till { $login } inom någon minut.
sent-nothing = Kom det inget? Se efter i skräpposten, eller försök igen med en annan adress.
sent-again = Försök igen

## Länkar i mejl

link-looking = Ser efter vad länken gör …
link-from = Begärdes från { $where }.
link-from-here = Begärdes i den här webbläsaren.
link-sign-in-title = Logga in som { $name }?
link-sign-in = Logga in
link-not-you = Är det inte du, stäng sidan. Då händer inget.
link-reset-title = Välj ett nytt lösenord
link-reset-about = För { $email }. Du loggas ut överallt.
link-reset = Spara lösenordet
link-create-title = Bekräfta { $email }
link-create-about = Sedan är ditt konto klart.
link-create-elsewhere = Du öppnade länken i en annan webbläsare än den där du skapade kontot. Skriv lösenordet som du valde där.
link-create-wrong = Det är inte det lösenord som valdes.
link-create = Bekräfta
link-address-title = Lägg till { $email }?
link-address-about = Adressen hör sedan till kontot som du är inloggad i.
link-address-sign-in = Logga in först, som den som bad om länken. Öppna den sedan igen.
link-address-other = Länken hör till ett annat konto än det du är inloggad i.
link-address = Lägg till
link-address-done = Adressen hör till ditt konto nu.
link-taken = Adressen hör redan till ett konto. Logga in på det i stället.
link-gone-title = Länken går inte att använda
link-gone-about = Den har redan använts, är för gammal eller är inte hel. Be om en ny.
link-gone-new = Till inloggningen

## Kontot

account-title = Mitt konto
account-out-title = Du är inte inloggad
account-details = Om mig
account-name = Namn
account-phone = Telefon
account-street = Gata
account-postcode = Postnummer
account-town = Ort
account-country = Land
account-country-none = Inte angivet
account-born = Född
account-about-me = Bra att veta om mig
account-about-hint = Läses av dem som hjälper dig.
account-told = Så vill jag få besked
account-by-mail = Med e-post
account-by-sms = Med SMS
account-language = Språk
account-save = Spara
account-saved = Sparat.
account-check = Se efter: { $field }.
account-phone-wrong = Skriv numret så här: 070-174 06 05
account-born-wrong = Se efter datumet.
account-sms-needs-phone = Fyll i ett telefonnummer för att få SMS.

ways-title = Så loggar jag in
ways-proven = { $how } · { $when }
ways-remove = Ta bort { $value }
ways-last = Det sista sättet att logga in kan inte tas bort.
ways-email = E-postadress
ways-user-name = Användarnamn
ways-phone = Telefon
ways-personal-number = Personnummer, född { $value }
ways-mail-here = Mejl kommer hit
proven-operator = Från början
proven-mail = Bekräftad med e-post
proven-invitation = Bekräftad med en inbjudan
proven-chosen = Valt av dig
proven-bankid = Med BankID
proven-freja = Med Freja
proven-oidc = Med en annan inloggning
ways-add-email = Ny e-postadress
ways-add-email-hint = Vi mejlar en länk dit. Din adress nu får veta det.
ways-add-email-ask = Skicka länken
ways-add-email-sent = Titta i e-posten på { $email }. Öppna länken där.
ways-add-outside = Ny e-legitimation
ways-add-outside-about = Sedan kan du logga in med den också.
ways-set-user-name = Välj ett användarnamn
ways-user-name-hint = 3–40 bokstäver, siffror, punkter eller streck.
ways-user-name-save = Spara namnet
ways-user-name-taken = Namnet är upptaget.
ways-user-name-wrong = Det går inte att använda som namn.
ways-password = Lösenord
ways-password-none = Du har inget lösenord än.
ways-password-old = Nuvarande lösenord
ways-password-new = Nytt lösenord
ways-password-save = Byt lösenord
ways-password-set = Välj lösenord
ways-password-about = Du loggas ut på dina andra enheter.
ways-password-wrong = Det nuvarande lösenordet stämmer inte.
ways-password-done = Lösenordet är ändrat. Andra enheter är utloggade.

sessions-title = Här är jag inloggad
sessions-device = { $browser } på { $system }
sessions-unknown = Okänd enhet
sessions-here = Den här
sessions-used = Användes { $when }
sessions-way-visit = Besök utan konto
sessions-way-password = Med lösenord
sessions-way-link = Med en länk i e-post
sessions-way-invitation = Med en inbjudan
sessions-way-passkey = Med en säkerhetsnyckel
sessions-way-bankid = Med BankID
sessions-way-freja = Med Freja
sessions-way-oidc = Med en annan inloggning
sessions-end = Logga ut { $device }
sessions-end-short = Logga ut
sessions-ended = Utloggad där.
sessions-others-ended = Utloggad överallt annars.
