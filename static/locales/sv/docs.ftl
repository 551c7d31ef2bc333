### Beskrivningen av HTTP-gränssnittet, för den som skriver program.

docs-title = HTTP-gränssnittet
docs-about = Allt som går att göra via uttaget på /socket går att göra här. Beskrivningen för program: { $address }
docs-search = Sök bland adresser
docs-found = { $n ->
    [one] En adress
   *[other] { $n } adresser
  }
docs-none = Ingen adress stämmer med sökningen
docs-failed = Beskrivningen gick inte att hämta.
docs-parameters = Parametrar
docs-body = Det som skickas
docs-answers = Svar
docs-open-to-all = Öppen för alla
docs-signed-in = Kräver inloggning eller besökarens hemlighet
docs-required = krävs
docs-copy = Kopiera som curl
docs-copied = Kopierat
docs-schemas = Former
docs-routes = Adresser
docs-header = Svarshuvud { $name }
docs-one-of = En av
docs-list-of = Lista av
docs-map-of = Uppslag till
