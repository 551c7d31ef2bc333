### Checklistor för den som arbetar med dem: i ett ärende, och mallarna.

lists = Checklistor
title-checklists = Checklistor · Samtal
lists-none = Ärendet har ingen checklista
lists-none-short = ingen än
steps-to-look-at = { $n } att granska
list-add = Lägg till checklista
list-add-now = Lägg till
list-add-none = Det finns inga checklistor att välja. En arbetsledare kan lägga upp dem under Checklistor.
list-add-full = Ärendet har så många checklistor som går.
list-added = { $name } är tillagd.
list-template = Checklista

step-staff-only = Bara personal ser
step-gates = Krävs för { $statuses }
step-at-customer-open = Hos kunden
step-at-customer-handed-in = Inlämnat, att granska
step-at-customer-sent-back = Tillbaka hos kunden
step-at-customer-settled = Klart
step-at-staff-open = Att göra
step-at-staff-handed-in = Att granska
step-at-staff-sent-back = Att göra om
step-at-staff-settled = Klart
step-deed-finish = Markera som klart
step-deed-approve = Godkänn
step-deed-send-back = Skicka tillbaka
step-deed-reopen = Öppna igen
step-deed-take-back = Ångra
step-send-back-title = Skicka tillbaka: { $step }
step-send-back-reason = Vad behöver göras om?
step-send-back-hint = Kunden läser det.
step-sent-back = Tillbaka till kunden.

case-stopped = Innan ärendet kan bli { $status } ska det här steget vara klart: { $step }.
case-stopped-said = Ärendet kan inte bli { $status } än. Servern svarade: { $said }
case-stopped-show = Visa steget
case-deed-lists = Checklistorna
case-deed-settle = Godkänn steget, eller markera det som klart
case-deed-send-back = Skicka tillbaka steget

lists-not-yours = Checklistor ändras av arbetsledare och administratörer.
lists-none-made = Det finns inga checklistor
lists-none-lead = En checklista säger vad som ska göras i ett ärende, av vem och i vilken ordning.
list-new = Ny checklista
list-saved = Sparat. Checklistor som redan finns i ärenden är som förut.
list-versions = En ändring gäller nya checklistor. De som redan finns i ärenden är som förut.
list-retired = Används inte längre
list-retired-short = används inte

list-name = Namn
list-rule = Kommer av sig själv
list-rule-type = Med nya ärenden av typen
list-rule-hint = Personal kan alltid lägga till checklistan för hand.
list-rule-none = Kommer inte av sig själv
list-rule-if = Bara när det här gäller

list-steps = Steg
list-steps-about = I den ordning de görs. Alt och pil flyttar den rad du står i.
list-steps-full = Fler än { $n } steg går inte.
list-step-add = Lägg till ett steg
list-step-nameless = Steg { $n } utan namn
list-step-removed = Steget är borttaget.
list-title-sv = Steget på svenska
list-title-en = Steget på engelska
list-instruction-sv = Så här gör man, på svenska
list-instruction-en = Så här gör man, på engelska
list-done-by = Görs av
list-done-by-customer = Kunden
list-done-by-staff = Personal
list-days = Ska vara klart inom
list-days-unit = dagar
list-wants-files = Kräver en fil
list-wants-files-short = fil
list-is-reviewed = Personal granskar innan det är klart
list-public = Kunden ser steget
list-gates = Krävs innan ärendet blir
list-gates-about = Ärendet kommer inte dit förrän steget är klart.

list-preview = Så ser kunden det
list-preview-empty = Kunden ser ingenting av checklistan.

list-problem-name = Checklistan behöver ett namn på båda språken.
list-problem-steps = Det behövs minst ett steg.
list-problem-title = Steget behöver ord på båda språken.
list-problem-days = Dagarna kan vara 0 till { $most }.
list-problem-conditions = Ett villkor gäller något som ärendetypen inte frågar om längre. Ändra det eller ta bort det.
list-problem-many = Det går att ha högst 20 villkor.
