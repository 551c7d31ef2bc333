### Checklists for those who work with them: in a case, and the templates.

lists = Checklists
title-checklists = Checklists · Samtal
lists-none = The case has no checklist
lists-none-short = none yet
steps-to-look-at = { $n } to review
list-add = Add a checklist
list-add-now = Add
list-add-none = There are no checklists to choose. A supervisor can make them under Checklists.
list-add-full = The case has as many checklists as it can have.
list-added = { $name } was added.
list-template = Checklist

step-staff-only = Only staff see it
step-gates = Needed for { $statuses }
step-at-customer-open = With the customer
step-at-customer-handed-in = Handed in, to review
step-at-customer-sent-back = Back with the customer
step-at-customer-settled = Done
step-at-staff-open = To do
step-at-staff-handed-in = To review
step-at-staff-sent-back = To do again
step-at-staff-settled = Done
step-deed-finish = Mark as done
step-deed-approve = Approve
step-deed-send-back = Send back
step-deed-reopen = Open again
step-deed-take-back = Undo
step-send-back-title = Send back: { $step }
step-send-back-reason = What needs to be done again?
step-send-back-hint = The customer reads it.
step-sent-back = Back to the customer.

case-stopped = Before the case can be { $status }, this step must be done: { $step }.
case-stopped-said = The case can’t be { $status } yet. The server answered: { $said }
case-stopped-show = Show the step
case-deed-lists = The checklists
case-deed-settle = Approve the step, or mark it as done
case-deed-send-back = Send the step back

lists-not-yours = Checklists are changed by supervisors and administrators.
lists-none-made = There are no checklists
lists-none-lead = A checklist says what is to be done in a case, by whom and in which order.
list-new = New checklist
list-saved = Saved. Checklists that cases already have are as before.
list-versions = A change goes for new checklists. Those that cases already have are as before.
list-retired = No longer in use
list-retired-short = not in use

list-name = Name
list-rule = Comes by itself
list-rule-type = With new cases of the type
list-rule-hint = Staff can always add the checklist by hand.
list-rule-none = Does not come by itself
list-rule-if = Only when this holds

list-steps = Steps
list-steps-about = In the order in which they are done. Alt and an arrow move the line you are in.
list-steps-full = There can’t be more than { $n } steps.
list-step-add = Add a step
list-step-nameless = Step { $n } without a name
list-step-removed = The step is gone.
list-title-sv = The step in Swedish
list-title-en = The step in English
list-instruction-sv = How it is done, in Swedish
list-instruction-en = How it is done, in English
list-done-by = Done by
list-done-by-customer = The customer
list-done-by-staff = Staff
list-days = To be done within
list-days-unit = days
list-wants-files = Needs a file
list-wants-files-short = file
list-is-reviewed = Staff review it before it is done
list-public = The customer sees the step
list-gates = Needed before the case becomes
list-gates-about = The case does not come there before the step is done.

list-preview = What the customer sees
list-preview-empty = The customer sees nothing of the checklist.

list-problem-name = The checklist needs a name in both languages.
list-problem-steps = At least one step is needed.
list-problem-title = The step needs words in both languages.
list-problem-days = Days can be 0 to { $most }.
list-problem-conditions = A condition is about something that the case type no longer asks. Change it or take it away.
list-problem-many = There can be at most 20 conditions.
