### Formulär för ärenden, hos kunder och personal.

case-choose = Välj …
case-unchoose = Ta bort valet
case-tree-within = Inom { $branch }
case-postcode = Postnummer
case-town = Ort
case-staff-only = bara personal
case-files-choose = Välj filer
case-files-more = Lägg till fler
case-files-hint = { $max ->
    [one] En fil.
   *[other] Högst { $max } filer.
  }
uploads-total = { $n ->
    [one] En fil är på väg: { $sent } av { $size }
   *[other] { $n } filer är på väg: { $sent } av { $size }
}
case-files-left = Högst { $max ->
    [one] en fil
   *[other] { $max } filer
  }. { $left } togs inte med.
case-files-later = Filer kan läggas till när ärendet är öppnat.
case-file-nameless = Fil
case-file-remove = Ta bort { $name }

case-fault-missing = Fyll i det här fältet.
case-fault-choose = Välj ett av alternativen.
case-fault-branch = Välj också i den sista listan.
case-fault-date = Välj ett datum.
case-fault-file = Lägg till minst en fil.
case-fault-files = Högst { $max ->
    [one] en fil
   *[other] { $max } filer
  }. Ta bort någon.
case-fault-place = Skriv postnumret med fyra eller fem siffror, och orten.
case-fault-phone = Skriv ett telefonnummer, till exempel 070-174 06 05.
case-fault-number = Skriv ett tal med siffror, till exempel 12.
case-fault-whole = Skriv ett heltal, utan decimaler.
case-fault-too-precise = Skriv med högst { $decimals ->
    [one] en decimal
   *[other] { $decimals } decimaler
  }.
case-fault-too-small = Skriv { $min } eller mer.
case-fault-too-large = Skriv { $max } eller mindre.
case-fault-too-long = Skriv högst { $max } tecken.
case-fault-shorter = Det är för långt. Skriv kortare.
case-fault-object = Vi hittar inget med det numret. Se efter på märkningen.
case-fault-unknown = Vi känner inte till det. Se efter och skriv igen.
case-fault-not-asked = Formuläret har ändrats. Ladda om sidan; det du fyllt i finns kvar.
case-fault-unreadable = Det går inte att läsa. Skriv på ett annat sätt.

## Att bli uppringd

callback-form = Bli uppringd
callback-phone = Telefon
callback-wish = När passar det?
callback-wish-hint = Till exempel efter klockan 15
callback-change = Ändra
callback-withdraw = Avbeställ
callback-suits = Det passar:
callback-closed = Ärendet är stängt. Det går inte att be om samtal längre.
