### Checklists, as customers and staff see them.

steps-done = { $done } of { $all } done
steps-handed-in = { $n ->
    [one] 1 handed in
   *[other] { $n } handed in
  }
step-next = Next
step-due-late = Was to be done by { $day }
step-due-today = By today
step-due-tomorrow = By tomorrow
step-due-later = By { $day }
step-sent-back-why = Needs to be done again:
step-instruction-show = Show how
step-instruction-more = Show all
step-instruction-less = Show less
step-needs-file = Add a file first.
step-mark-done = Mark as done
step-take-back = Undo
step-faster = Somebody else was faster. This is how it is now.

step-yours-open = To do
step-yours-handed-in = Handed in, we are looking at it
step-yours-sent-back = Back to you
step-yours-settled = Done
step-ours-open = We do this
step-ours-handed-in = We are working on it
step-ours-sent-back = We are working on it

step-files-add = Add files
step-files-more = Add more files
step-file-remove = Take away { $name }
step-file-removed = { $name } no longer belongs to the step. The file stays among the files of the case.
step-file-adding = Being added…
