### Att logga in med något utanför Samtal: BankID, Freja eID och tjänster med OpenID Connect.

outside-or = eller
outside-by = Fortsätt med { $provider }
outside-add = Lägg till { $provider }
outside-other-way = Fortsätt på annat sätt
outside-finishing = Klart. Du loggas in …
outside-adding = Klart. Läggs till …
outside-added = Tillagt. Du kan logga in med { $provider } nu.
outside-returning = Ser efter hur det gick …

outside-cancelled = Legitimeringen avbröts. Försök igen.
outside-unavailable = { $provider } svarar inte just nu. Försök igen om en stund.
outside-refused = { $provider } kunde inte göra det som behövdes. Försök igen. Händer det igen, fortsätt på annat sätt.
outside-not-believed = Svaret från { $provider } gick inte att lita på, så ingen blev inloggad. Försök igen.
outside-failed = Något gick fel hos { $provider }. Försök igen.
outside-over = Den här inloggningen är över. Den har redan använts, är för gammal eller började i en annan webbläsare. Börja om.
outside-taken = { $provider } hör redan till ett annat konto här, och de går inte att slå ihop.
outside-not-let-in = Det går inte att logga in med det här. Fråga den som tar hand om ditt konto.

bankid-on-this = BankID på den här enheten
bankid-on-other = BankID på en annan enhet
bankid-step-open = Öppna BankID-appen på din mobil.
bankid-step-scan = Tryck på Skanna QR-kod och rikta kameran hit.
bankid-qr = QR-kod att skanna med BankID-appen
bankid-launch = Öppna BankID
bankid-returning = Klart. BankID-appen öppnar sidan där du blir inloggad.

bankid-scan = Väntar på att du skannar koden.
bankid-starting = BankID-appen ska öppnas nu. Händer inget, tryck på knappen.
bankid-open = Öppna BankID-appen.
bankid-looking = Letar efter ett BankID på den här enheten. Tar det lång tid finns det troligen inget som går att använda här.
bankid-scanned = Koden är skannad. Fortsätt i BankID-appen.
bankid-code = Ange din säkerhetskod i BankID-appen och välj Legitimera.
bankid-document = Fota och läs av ditt pass eller nationella id-kort i BankID-appen.
bankid-call = Bekräfta i BankID-appen att det är du som ringer.
bankid-waits = Pågår. Fortsätt i BankID-appen.

bankid-you-cancelled = Du avbröt i BankID-appen.
bankid-cancelled = Inloggningen avbröts. Försök igen.
bankid-two-at-once = En annan begäran till ditt BankID pågick redan, så båda stoppades. Försök igen.
bankid-expired = BankID-appen svarade inte i tid. Kontrollera att den har nät och att ditt BankID gäller, och försök igen.
bankid-blocked = Ditt BankID är spärrat eller för gammalt. Skaffa ett nytt hos din bank.
bankid-not-installed = BankID-appen hittades inte på den här enheten. Installera den och hämta ett BankID hos din bank, eller använd en annan enhet.
bankid-not-scanned = Ingen QR-kod skannades. Öppna BankID-appen, skanna koden och försök igen.
bankid-call-declined = Du svarade i BankID-appen att du inte ringer.
bankid-old-app = Din BankID-app är för gammal för det här. Uppdatera den och försök igen.
bankid-risk = BankID stoppade inloggningen av säkerhetsskäl. Har någon bett dig logga in: avbryt och kontakta din bank.
bankid-trouble = BankID svarar inte som det ska just nu. Försök igen om en stund.
bankid-failed = Något gick fel hos BankID. Försök igen.

freja-on-this = Freja på den här enheten
freja-on-other = Freja på en annan enhet
freja-step-open = Öppna Freja-appen på din mobil.
freja-step-scan = Tryck på Skanna och rikta kameran hit.
freja-qr = QR-kod att skanna med Freja-appen
freja-launch = Öppna Freja

freja-scan = Väntar på att du skannar koden.
freja-starting = Öppna Freja, godkänn där och kom sedan tillbaka hit.
freja-confirm = Godkänn i Freja-appen och kom sedan tillbaka hit.
freja-waits = Pågår. Fortsätt i Freja-appen.

freja-you-cancelled = Du nekade i Freja-appen.
freja-already-open = En annan begäran till din Freja pågick redan, så båda stoppades. Försök igen.
freja-expired = Freja-appen svarade inte i tid. Kontrollera att den har nät, och försök igen.
freja-not-opened = Freja öppnades inte. Har du appen på den här enheten? Försök igen, eller välj en annan enhet.
freja-level-too-low = Din Freja är registrerad på en lägre nivå än vad som behövs här. Uppgradera den i appen, eller fortsätt på annat sätt.

oidc-leaving = Du skickas till { $provider } …
oidc-denied = Du avbröt hos { $provider }, eller så får du inte logga in därifrån.
oidc-level-too-low = { $provider } känner dig inte så säkert som behövs här. Välj en högre tillitsnivå där, eller fortsätt på annat sätt.
oidc-claim-missing = { $provider } berättade inte vem du är. Försök igen och godkänn att uppgifterna lämnas ut.

return-title = Logga in
return-elsewhere = Inloggningen började inte i den här webbläsaren. Gå tillbaka till webbläsaren där du började, och börja om där. Bad någon annan dig öppna BankID, så gör inget mer.
return-start = Till startsidan
