### Cases, for staff.

place-chats = Chats
place-cases = Cases
cases = Cases
title-cases = Cases · Samtal
title-case = Case { $number } · Samtal
title-case-types = Case types · Samtal
case-types = Case types
case-new = New case
case-to-list = To the cases
case-of = Case { $number }

## The list

case-views = Lists
case-view-mine = Mine
case-view-nobody = Nobody’s
case-view-urgent = Urgent
case-view-due = Due today
case-view-waiting = Waiting for customer
case-view-open = Open
case-view-all = All
case-views-arrange = My lists
case-view-keep = Save as a list
case-view-keep-new = Save as new
case-view-save = Save the change
case-view-name = Name of the list
case-view-hint = The list keeps what you have chosen, the order and the columns. Only you see it.
case-view-changed = The list { $name } is saved.
case-view-removed = The list { $name } is removed.
case-view-remove = Remove { $name }
case-view-up = Move { $name } up
case-view-down = Move { $name } down
case-list-file = Save the list as a file
case-filters = Search and narrow
case-filters-clear = Clear
case-filter-clear = Take away the choice: { $name }
case-search = Search cases
case-search-hint = Search by number, name, words …
case-search-all = Search all cases
case-status = Status
case-status-all = All
case-status-more = { $first } +{ $n }
case-status-new = New
case-status-active = Under way
case-status-waiting = Waits for the customer
case-status-paused = Paused
case-status-resolved = Solved
case-status-closed = Closed
case-type = Case type
case-any-type = All types
case-owner = Case worker
case-anybody = Anybody
case-me = Me
case-due-by-any = Any time
case-due-by-today = Today at the latest
case-due-by-missed = Overdue
case-part-object = The whole number or a part of it.
case-part-street = The whole street or a part of it.
case-part-invoice = The whole reference or a part of it.
case-steps-done = { $done } of { $all } steps are done
case-files-many = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
case-note-signed = The delivery note is signed
case-nobody = Nobody
case-team = Team
case-any-team = All teams
case-urgent = Urgent
case-days-filter = Dates
case-from = Opened on or after
case-to = Opened on or before
case-sort = Order
case-order-asc = Earliest first. Turn it around
case-order-desc = Latest first. Turn it around
case-sort-due = Due first
case-sort-changed = Latest change
case-sort-newest = Latest opened
case-columns = Columns
case-column-earlier = Move { $name } earlier
case-column-later = Move { $name } later
case-column-number = Number
case-column-title = Case
case-column-type = Type
case-column-status = Status
case-column-customer = Customer
case-column-owner = Case worker
case-column-team = Team
case-column-due = Time left
case-column-object = Object
case-column-street = Street
case-column-invoice = Invoice reference
case-column-steps = Steps
case-column-files = Files
case-column-signed = Delivery note
case-column-opened = Opened
case-column-changed = Changed
case-list-all = { $n ->
    [one] One case. That is all.
   *[other] { $n } cases. That is all.
  }
case-list-some = The first { $n } cases
case-list-more = Show more
case-none-mine = You have no open cases
case-none-nobody = Every open case has a case worker
case-none-urgent = Nothing urgent right now
case-none-due = Nothing is due today
case-none-waiting = No case waits for the customer
case-none-open = No open cases
case-none-all = No cases yet
case-none-about = A case comes from a form, a chat or a telephone call.
case-none-found = No case fits
case-none-found-about = Take away one of the choices, or search all cases, closed ones too.

## Times

case-days = { $n ->
    [one] one day
   *[other] { $n } days
  }
case-due-in = in { $time }
case-due-still = stands still
case-due-late = { $time } late
clock-first-answer = First answer
clock-next-answer = Next answer
clock-solution = Solution
clock-first-answer-short = Answer
clock-next-answer-short = Answer
clock-solution-short = Solution
clock-first-answer-warned = The time for the first answer is nearly up
clock-next-answer-warned = The time for the next answer is nearly up
clock-solution-warned = The time for a solution is nearly up
clock-first-answer-missed = The first answer did not come in time
clock-next-answer-missed = The next answer did not come in time
clock-solution-missed = The solution did not come in time
case-clocks = What we have promised
case-clock-met = Done { $when }
case-clock-late = Done { $when }, late
case-waits = The customer has waited { $time }
case-calls = Waits for a call
case-callback = Call to the customer
case-callback-ask = The customer wants to be called
case-callback-about = The customer sees the number and when it suits.
case-callback-waits = { $name } waits for a call
case-callback-since = Since
case-callback-by = Noted by { $name }.
case-callback-tried = { $n ->
    [one] Tried { $time } without an answer.
   *[other] Tried { $n } times without an answer, last { $time }.
  }
case-callback-reach = We have talked
case-callback-miss = No answer
case-callback-reached = Noted: you have talked.
case-callback-missed = Noted: no answer. The customer waits on.
case-callback-withdrawn = The call is cancelled.
case-callback-gone = Nobody waits for a call any more.
case-callback-gone-who = Nobody waits for a call any more. { $name } was faster.
case-callback-anew = The customer has asked for a new call. See what they want now.

## The case

case-parts = Parts of the case
case-part-talk = Messages
case-part-facts = Details
case-part-side = Customer and history
case-step-active = Begin
case-step-waiting = Wait for the customer
case-step-paused = Pause
case-step-resolved = Mark as solved
case-again-active = Open again
case-again-closed = Close the case
case-became-active = The case is under way.
case-became-waiting = The case waits for the customer. Its clocks stand still.
case-became-paused = The case is paused. Its clocks stand still.
case-became-resolved = The case is solved. The customer is told.
case-became-closed = The case is closed.
case-became-new = The case is new.
case-take = Take the case
case-taken = The case is yours.
case-urgent-make = Mark as urgent
case-urgent-not = No longer urgent
case-paused-because = Paused:
case-customer-sees = The customer sees this.
case-pause-title = Pause the case
case-pause-reason = Why?
case-pause-hint = The customer sees this.
case-hand-title = Hand over { $number }
case-handed = { $name } has the case now.
case-handed-nobody = Nobody has the case now.
case-nobody-about = Somebody of the team takes it.
case-faster = Somebody changed the case before you.
case-faster-who = { $name } changed the case before you.
case-was-merged = { $number } is now a part of { $into }.
case-edit = Change the details
case-saved = Saved.
case-title = Title
case-description = Description
case-facts-none = Nothing more is filled in.

case-subjects = Subjects
case-subject = Subject
case-thread-new = New subject
case-thread-to = Write to { $name }
case-thread-text = Message
case-threads-none = Nothing is written in the case.
case-notes = Internal notes
case-notes-about = Only staff see this. The customer can never read it.
case-closed-about = Nothing more can be written here. Open the case again to go on.
case-since = { $name } has written since you began:
case-since-seen = I have seen it

case-customer = Customer
case-customer-all = All cases of the customer
case-anybodys = Show everybody’s
case-people = Other people
case-people-none = Nobody else.
case-people-edit = Change the people
case-person-applicant = Also concerns
case-person-contact = Contact
case-person-name = Name
case-person-as = As
case-person-new = New person
case-person-add = Add a person
case-person-remove = Take away { $name }
case-files = Files
case-files-none = No files.
case-links = Chats and other cases
case-links-none = Nothing belongs to the case.
case-chat = Chat
case-link = Link a case
case-link-title = Link a case to { $number }
case-link-about = The two are shown with each other. Nothing is moved.
case-unlink = Take away the link to { $number }
case-merge = Merge
case-merge-title = Merge { $number } into another case
case-merge-about = The other case must be the same customer’s. Messages, files and history move there, and this number leads there. It can’t be undone.
case-merge-go = Move everything to { $number }
case-number = Case number
case-number-hint = For example 2026-004217
case-other-none = There is no case with that number.
case-other-itself = That is this case.
case-timeline = What has happened
case-timeline-all = { $n ->
    [one] Show one more
   *[other] Show { $n } more
  }

## What has happened

case-opened-form = Opened from a form
case-opened-chat = Opened out of a chat
case-opened-left-message = Opened out of a left message
case-opened-phone = Written down during a telephone call
case-went = From { $from } to { $to }
case-went-because = { $words }: { $reason }
case-owner-to = { $name } has the case
case-owner-nobody = Nobody has the case
case-team-to = Handed to { $name }
case-urgent-on = Became urgent
case-urgent-off = No longer urgent
case-changed = Changed: { $parts }
case-wrote = Wrote about { $subject }
case-thread-began = New subject: { $subject }
case-file-came = File: { $name }
case-linked = Linked to { $number }
case-unlinked = No longer linked to { $number }
case-merged = { $number } became a part of this
case-merged-into = Became a part of { $number }
case-checklist-came = Checklist: { $name }
case-step-went-open = { $step }: to be done
case-step-went-handed-in = { $step }: handed in
case-step-went-sent-back = { $step }: sent back to the customer
case-step-went-settled = { $step }: done
case-delivery-note-written = A delivery note was written
case-delivery-note-changed = The delivery note was changed
case-delivery-note-removed = The delivery note was removed
case-signed = The delivery note was signed by { $name }
case-claimed = The customer showed that the case is theirs
case-callback-was-asked = The customer wants to be called
case-callback-was-withdrawn = The call was cancelled
case-called = Called and talked with the customer
case-called-in-vain = Called the customer without an answer

## A new case

case-from-chat = Make a case
case-open = Open the case
case-show = Show
case-opened = Case { $number } is open.
case-opened-told = Case { $number } is open. The confirmation goes to { $address }.
case-customer-name = Whom is it about?
case-customer-hint = Write a name. Whoever has had a case before turns up to be chosen. The confirmation goes to the e-mail address.
case-customer-missing = Write whom it is about, or choose a customer.
case-customers-found = Known customers
case-customer-other = Choose somebody else
case-customer-of-chat = The customer of the chat
case-phone = Telephone
case-email = E-mail
case-language = Language
case-language-sv = Swedish
case-language-en = English
case-language-da = Danish
case-language-nb = Norwegian
case-language-fi = Finnish
case-title-missing = Write a short title.
case-problems = { $n ->
    [one] One thing needs mending first.
   *[other] { $n } things need mending first.
  }
case-urgent-ask = It is urgent
case-type-changed = The form was changed while you wrote. What you filled in is still here. Look it over and try again.
case-types-none = There are no case types
case-types-none-about = A supervisor can make them under Case types.

## Go anywhere, shortcuts

case-palette-go = Go to case { $number }
case-palette-list = Show the cases
case-palette-mine = Show my cases
case-list-keys = In the list of cases
case-list-deed-next = Next case
case-list-deed-previous = Previous case
case-list-deed-open = Open the case
case-list-deed-search = Search
case-list-deed-new = New case
case-keys = In a case
case-deed-write = Write to the customer
case-deed-notes = Switch between the customer and internal
case-deed-take = Take the case
case-deed-hand = Hand over
case-deed-step = Next step
case-deed-edit = Change the details
case-deed-next = Next case of the list
case-deed-previous = Previous case of the list
case-deed-list = To the cases
