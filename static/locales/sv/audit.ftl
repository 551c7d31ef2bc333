### Händelseloggen: vem som har gjort och läst vad.

title-audit = Händelselogg · Samtal
audit = Händelselogg
audit-about = Vem som har gjort och läst vad. Ingenting kan ändras eller tas bort, och att loggen läses står också i den.
audit-what = Vad
audit-what-all = Allt
audit-from = Från och med
audit-until = Till och med
audit-filter = Urval
audit-only-person = Visa bara { $name }
audit-only-subject = Visa bara det som rör { $name }
audit-person = Bara { $name }
audit-subject = Bara det som rör { $name }
audit-drop = Ta bort urvalet { $name }
audit-clear = Visa allt
audit-save = Spara som fil
audit-older = Visa äldre
audit-empty = Ingenting står här
audit-empty-filtered = Ingenting stämmer med urvalet
audit-operator = Driften
audit-nameless = Namnlös
audit-by = Av
audit-at = När
audit-concerns = Rör
audit-where = Varifrån
audit-session = session { $id }
audit-shown = { $n ->
    [one] En rad visas.
   *[other] { $n } rader visas.
  }
audit-not-yours = Händelseloggen läses av administratörer.

## Vad som gjordes

audit-action-signed-in = Loggade in
audit-action-signed-out = Loggade ut
audit-action-session-ended = Avslutade en session
audit-action-session-ended-by-provider = Loggades ut därifrån inloggningen kom
audit-action-other-sessions-ended = Loggade ut överallt annars
audit-action-identifier-added = Lade till ett sätt att legitimera sig
audit-action-identifier-removed = Tog bort ett sätt att legitimera sig
audit-action-account-created = Skapade ett konto
audit-action-password-changed = Bytte lösenord
audit-action-password-reset = Valde ett nytt lösenord efter ett glömt
audit-action-second-factor-added = Lade till koder i två steg
audit-action-second-factor-removed = Tog bort koderna i två steg
audit-action-recovery-codes-renewed = Gjorde nya reservkoder
audit-action-passkey-added = Lade till en passnyckel
audit-action-passkey-removed = Tog bort en passnyckel
audit-action-profile-changed = Ändrade sina uppgifter
audit-action-profile-read = Läste någons uppgifter
audit-action-case-read = Läste ett ärende som en annan grupp har
audit-action-cases-exported = Sparade en lista med ärenden som fil
audit-action-case-type-changed = Ändrade en ärendetyp
audit-action-merged = Slogs ihop med
audit-action-conversation-watched = Läste ett samtal utifrån
audit-action-transcript-read = Läste en utskrift
audit-action-file-read = Hämtade en fil
audit-action-conversation-joined = Gick in i ett samtal
audit-action-conversation-taken-over = Tog över ett samtal
audit-action-meeting-looked-at = Såg hur ett möte gick
audit-action-queue-changed = Ändrade en kö
audit-action-queue-added = Lade till en kö
audit-action-staff-added = Anställde
audit-action-staff-invited = Bjöd in en kollega
audit-action-invitation-resent = Skickade en inbjudan igen
audit-action-invitation-withdrawn = Drog tillbaka en inbjudan
audit-action-invitation-taken = Tackade ja till en inbjudan
audit-action-staff-changed = Ändrade en kollegas uppgifter
audit-action-role-changed = Ändrade en kollegas roll
audit-action-staff-deactivated = Avslutade en kollega
audit-action-staff-reactivated = Tog tillbaka en kollega
audit-action-factors-reset = Nollställde en kollegas två steg
audit-action-role-rule-set = Ändrade vad en roll kräver
audit-action-object-added = Lade till ett objekt
audit-action-object-changed = Ändrade ett objekt
audit-action-object-retired = Tog ett objekt ur bruk
audit-action-object-reinstated = Tog ett objekt i bruk igen
audit-action-objects-imported = Läste in objekt från en fil
audit-action-objects-exported = Sparade objekten som fil
audit-action-audit-read = Läste händelseloggen
audit-action-audit-exported = Sparade händelseloggen som fil

## Närmare om det

audit-way-visit = som besökare
audit-way-password = med lösenord
audit-way-link = med en länk i e-post
audit-way-invitation = med en inbjudan
audit-way-passkey = med en säkerhetsnyckel
audit-way-bankid = med BankID
audit-way-freja = med Freja
audit-way-oidc = med en annan inloggning
audit-role-from-to = från { $from } till { $to }
audit-role-two-steps = { $role }: två steg krävs
audit-role-one-step = { $role }: ett steg räcker
audit-cases = { $n ->
    [one] { $n } ärende
   *[other] { $n } ärenden
}
audit-imported = { $created } nya, { $changed } ändrade
audit-file = fil { $id }
audit-conversation = samtal { $id }
