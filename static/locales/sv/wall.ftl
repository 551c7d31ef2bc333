### Läget nu: hur det går i köerna.

title-wall = Läget nu · Samtal
wall-calm = Allt är lugnt
wall-amber = Håll ett öga på { $names }
wall-red = Behöver hjälp nu: { $names }
wall-lost = Ingen kontakt sedan { $time }
wall-connection-lost = Ingen kontakt med servern. Sidan försöker igen av sig själv, och visar läget när kontakten är tillbaka.
wall-connection-offline = Den här skärmen är utan internet. Sidan visar läget när den är uppkopplad igen.
wall-queues = Köer
wall-not-yours = Läget nu är för arbetsledare och administratörer.
whole-screen = Hela skärmen

tile-waiting = väntar
tile-longest = längsta väntan
tile-trend = senaste timmen
tile-trend-words = Så många har väntat den senaste timmen, var femte minut: { $values }
tile-active = pågår
tile-active-about = Samtal som pågår nu.
tile-staffed = på plats
tile-served = fick svar i dag
tile-served-about = Så många har fått prata med en rådgivare i dag.
tile-abandoned = lämnade kön i dag
tile-abandoned-about = Så många har i dag gått ur kön, eller väntat för länge, utan att få svar.
tile-p50 = hälften fick svar inom
tile-p50-about = Hälften av dem som fick svar i dag väntade högst så här länge.
tile-p90 = nio av tio fick svar inom
tile-p90-about = Nio av tio som fick svar i dag väntade högst så här länge.
tile-forecast = fick svar i utlovad tid
tile-forecast-about = Så stor del av dem som fick svar i dag väntade inte längre än den tid de fick veta när de kom.
tile-left = lämnade meddelanden
tile-left-about = Lämnade meddelanden som ingen har gjort klart ännu.
tile-opens = Stängt, öppnar { $time }
tile-closes = Öppet till { $time }
tile-lost = Så var det { $time }.
tile-calm = Lugnt
tile-wait-amber = Väntan börjar bli lång.
tile-wait-red = Någon har väntat för länge.
tile-waiting-amber = Många väntar.
tile-waiting-red = För många väntar.
tile-unstaffed-amber = Öppet, men ingen är på plats.
tile-unstaffed-red = Någon väntar och ingen är på plats.

wall-cases = Ärenden
wall-cases-days = senaste 30 dagarna
cases-open = öppna
cases-late = försenade
cases-late-words = { $n ->
    [0] Inget löfte är brutet just nu.
    [one] Ett ärende väntar längre än utlovat.
   *[other] { $n } ärenden väntar längre än utlovat.
}
cases-answered = fick svar inom ett dygn; målet är { $goal } %
cases-answered-about = Av de ärenden som kom in för minst 24 timmar sedan, de senaste 30 dagarna: så stor del fick ett första svar från personal inom 24 timmar. Målet är { $goal } %.
cases-satisfied = nöjda; målet är { $goal } %
cases-satisfied-about = Så stor del av betygen de senaste 30 dagarna är 4 eller 5 av 5. Målet är { $goal } %.
cases-kept = löften som hölls
cases-kept-about = Av tiderna för svar och lösning som började de senaste 30 dagarna och är över: så stor del hölls.
cases-opened = nya ärenden
cases-opened-about = Ärenden som kom in de senaste 30 dagarna.

entries-all = Just nu
entries-waiting = Väntar
entries-active = Pågår
entries-only = Bara { $name }
entries-none = Ingen just nu.
entry-waiting = Väntar i kön
entry-offered = { $name } tillfrågas
entry-active = Pratar med { $name }
entry-parked = Åt sidan hos { $name }
entry-closed = Avslutat
entry-left = Lämnade kön
entry-timed-out = Väntade för länge
entry-turned-to-message = Blev ett meddelande

advisors = Rådgivare
advisors-away = Borta
advisors-gone = { $n ->
    [one] En är inte här
   *[other] { $n } är inte här
  }
advisor-full = { $load } av { $capacity }, fullt
