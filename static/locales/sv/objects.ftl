### Objekt: maskiner och annat som ses efter.

title-objects = Objekt · Samtal
objects = Objekt
object = Objekt
objects-back = Tillbaka till objekten
objects-search = Sök objekt
objects-show = Visa
objects-used = I bruk
objects-retired = Tagna ur bruk
objects-save = Spara som fil
objects-file = objekt
objects-more = Visa fler
objects-shown = { $n ->
    [one] Ett objekt.
   *[other] { $n } objekt.
  }
objects-shown-first = De första { $n } visas.
objects-none = Inga objekt än
objects-none-about = Lägg till ett i taget, eller läs in dem från en fil.
objects-none-alone = Lägg till det första, så finns det för alla som arbetar här.
objects-none-found = Inget objekt passar
objects-none-found-about = Sök på en del av namnet, numret, märket, serienumret eller adressen.
objects-none-retired = Inget är taget ur bruk
objects-label = Etikett
objects-choose = Välj { $number } { $name }
objects-choose-all = Välj alla som visas
objects-choose-none = Välj inga
objects-chosen = { $n ->
    [one] Ett objekt är valt.
   *[other] { $n } objekt är valda.
  }

## Ett objekt

object-new = Nytt objekt
object-add = Lägg till
object-added = { $number } { $name } är tillagt.
object-edit = Ändra { $number } { $name }
object-saved = { $number } { $name } är ändrat.
object-number = Nummer
object-number-made = Lämna tomt för att få nästa lediga nummer.
object-number-changes = Etiketten som sitter på objektet slutar gälla när numret ändras.
object-number-wrong = Ett nummer består av bokstäver A–Z och siffror. Punkt, bindestreck, understreck och snedstreck får stå emellan.
object-number-taken = Ett annat objekt har redan det numret.
object-number-taken-or-clash = Ett annat objekt har redan det numret, eller så ändrade någon objektet samtidigt. Stäng och se efter.
object-clash = Någon ändrade objektet samtidigt. Stäng, öppna det igen och ändra på nytt.
object-name = Namn
object-kind = Märke och modell
object-maker = Märke
object-model = Modell
object-serial = Serienummer
object-place = Plats
object-street = Gatuadress
object-postcode = Postnummer
object-town = Ort
object-remarks = Anmärkning
object-retired = Taget ur bruk
object-retire = Ta ur bruk
object-retired-now = { $number } { $name } är taget ur bruk.
object-reinstate = Ta i bruk igen
object-reinstated = { $number } { $name } är i bruk igen.
object-history = Historik
object-label = Etikett
object-label-of = Etiketten för { $number }
object-label-print = Skriv ut etikett

## Etiketter

labels-make = Gör etiketter
labels-title = { $n ->
    [one] En etikett
   *[other] { $n } etiketter
  }
labels-about = Passar ark med 21 etiketter, 63,5 × 38,1 mm. Skriv ut i verklig storlek (100 %) utan marginaler. Koden leder till sidan där man anmäler fel på objektet.
labels-print = Skriv ut
labels-sheet = Ark { $n }
labels-failed = Alla etiketter kom inte fram. Försök igen.

## Från en fil

import = Läs in från fil
import-about = Välj en fil från ett kalkylprogram, sparad som CSV. Först provas den: du ser vad som händer innan något ändras.
import-columns = Första raden är rubriker: Nummer, Namn, Märke, Modell, Serienummer, Gatuadress, Postnummer, Ort, Anmärkning. Bara Namn måste finnas.
import-rules = En rad med ett känt nummer ändrar det objektet. Andra rader blir nya objekt, och den som saknar nummer får ett. Högst 20 000 rader och 5 MB.
import-file = Fil att läsa in
import-choose = Välj fil
import-another = Välj en annan fil
import-go = { $n ->
    [one] Läs in ett objekt
   *[other] Läs in { $n } objekt
  }
import-done = Inläst: { $created } nya, { $changed } ändrade.
import-too-large = Filen är större än 5 MB. Dela upp den.
import-read = { $rows ->
    [one] En rad
   *[other] { $rows } rader
  }, { $encoding }, { $separator } mellan cellerna
separator-semicolon = semikolon
separator-comma = komma
separator-tab = tabb
import-created = Nya
import-changed = Ändras
import-unchanged = Som förut
import-nothing = Allt i filen står redan så i registret. Det finns inget att läsa in.
import-faulty = { $n ->
    [one] En sak behöver rättas i filen. Inget läses in förrän den är rättad.
   *[other] { $n } saker behöver rättas i filen. Inget läses in förrän de är rättade.
  }
import-faults = Att rätta i filen
import-more-faults = { $n ->
    [one] En sak till visas inte här.
   *[other] { $n } till visas inte här.
  }
import-ignored = De här kolumnerna används inte: { $columns }.
import-line = Rad
import-column = Kolumn
import-fault = Att rätta
import-whole-row = Hela raden
fault-not-text = Det här är ingen textfil. Spara kalkylarket som CSV och välj den filen i stället.
fault-missing-column = Kolumnen saknas.
fault-column-twice = Kolumnen finns två gånger:
fault-no-rows = Det finns inga rader under rubrikerna.
fault-too-many-rows = Filen har fler än 20 000 rader. Dela upp den.
fault-too-many-cells = Raden har fler celler än det finns rubriker.
fault-unclosed-quote = Ett citattecken öppnas och stängs aldrig.
fault-stray-quote = Något står efter ett stängande citattecken.
fault-empty = Cellen är tom.
fault-too-long = Texten är för lång:
fault-hidden-character = Texten har en radbrytning, eller ett tecken som inte syns eller inte gick att läsa:
fault-bad-number = Bara A–Z, siffror, punkt, streck och snedstreck får stå i ett nummer:
fault-number-twice = Numret står på en rad ovanför också:
