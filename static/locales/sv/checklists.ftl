### Checklistor, så som kund och personal ser dem.

steps-done = { $done } av { $all } klara
steps-handed-in = { $n ->
    [one] 1 inlämnat
   *[other] { $n } inlämnade
  }
step-next = Nästa
step-due-late = Skulle ha varit klart { $day }
step-due-today = Senast i dag
step-due-tomorrow = Senast i morgon
step-due-later = Senast { $day }
step-sent-back-why = Behöver göras om:
step-instruction-show = Visa hur
step-instruction-more = Visa allt
step-instruction-less = Visa mindre
step-needs-file = Lägg till en fil först.
step-mark-done = Markera som klart
step-take-back = Ångra
step-faster = Någon annan hann före. Så här är det nu.

step-yours-open = Att göra
step-yours-handed-in = Inlämnat, vi tittar på det
step-yours-sent-back = Tillbaka till dig
step-yours-settled = Klart
step-ours-open = Det här gör vi
step-ours-handed-in = Vi arbetar med det
step-ours-sent-back = Vi arbetar med det

step-files-add = Lägg till filer
step-files-more = Lägg till fler filer
step-file-remove = Ta bort { $name }
step-file-removed = { $name } hör inte till steget längre. Filen finns kvar bland ärendets filer.
step-file-adding = Läggs till…
