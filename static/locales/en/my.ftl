### The customer's own pages: my cases, one of them, a new one.

my-new = New case
my-to-list = To my cases
my-more = Show more
my-lost = There is no such page
my-urgent = Urgent
reload = Reload

## The list

my-nobody-title = Sign in to see your cases
my-nobody-about = Do you have a case number? Sign in with the e-mail address that you gave.
my-staff-title = You are signed in as staff
my-staff-about = Customers see their own cases here. Your work is at the desk.
my-visit = Here is what you have reported from this device.
my-visit-sign-in = Sign in to see all your cases
my-claims-title = { $n ->
    [one] We found one case with your address
   *[other] We found { $n } cases with your address
  }
my-claims-about = { $n ->
    [one] It was reported before you had an account. If it is yours, you can tie it to the account. Then it is seen only here.
   *[other] They were reported before you had an account. You can tie those that are yours to the account. Then they are seen only here.
  }
my-claims-all = Choose all
my-claims-join = { $n ->
    [one] Tie the case to the account
   *[other] Tie { $n } cases to the account
  }
my-claims-joined = { $n ->
    [one] The case is yours now.
   *[other] The cases are yours now.
  }
my-empty-title = You have no cases
my-empty-about = When you report something, you see here who has it and what happens.
my-group-waiting = Waiting for you
my-group-running = Under way
my-group-paused = Paused
my-group-ended = Ended
my-waits-wanted = { $n ->
    [one] One step to do
   *[other] { $n } steps to do
  }
my-waits-unread = { $n ->
    [one] One new message
   *[other] { $n } new messages
  }
my-waits-asked = We are waiting for your answer
my-row-owner = { $name } has the case
my-row-nobody = No case worker yet
my-row-paused = Paused: { $reason }

my-status-new = Received
my-status-active = Under way
my-status-paused = Paused
my-status-waiting = Waiting for you
my-status-resolved = Solved
my-status-closed = Ended

## A new case

my-kinds-title = What is it about?
my-kinds-about = Choose what fits best. If you are not sure, choose the nearest and we will put it right.
my-kinds-none = Nothing can be reported here at the moment.
my-kinds-visit = You don't need to sign in. Some cases are only there for those who are signed in.
my-no-form = The form is not here
my-no-form-visit = Perhaps it is only for those who are signed in.
my-other-forms = Other forms
my-report-object = Your report is about
my-report-unknown = We find nothing in use with this number. Check it against the label, or remove it from the form and describe what it is about.
my-form-about = Your case
my-form-title = Heading
my-form-title-hint = Short, so that we see what it is about.
my-form-description = Describe it in your own words
my-form-urgent-title = Is it urgent?
my-form-urgent-about = Urgent cases are taken before others. Mark it only if somebody may come to harm, something is breaking, or an important day is near.
my-form-urgent = Yes, it is urgent
my-form-contact = How we reach you
my-form-contact-about = You don't need an account. We need your e-mail address or phone number to answer.
my-form-name = Your name
my-form-email = E-mail address
my-form-email-hint = The case number and our answers go here.
my-form-phone = Phone
my-form-account = Do you have an account?
my-form-known = You are signed in as { $name }. We answer here and to { $email }.
my-form-known-soon = You are signed in. We answer here and by e-mail.
my-form-known-change = Change my details
my-form-send = Send the case
my-form-sending = Sending …
my-form-kept = What you fill in is kept on this device until you send it.
my-form-begun = You had begun this before. All that you wrote is still here.
my-form-again = Start over
my-form-emptied = The form is empty.
my-form-faults = { $n ->
    [one] One field needs a change before you can send.
   *[other] { $n } fields need a change before you can send.
  }
my-form-uploading = Wait until the files have been uploaded, then send.
my-form-away = It could not be sent just now. Everything is still here; try again in a while.
my-form-stale = The form has changed since you opened it. Check that all is right and send again.
my-fault-a-way = Write an e-mail address, or a phone number below.
my-fault-email = Write an e-mail address, for example name@example.com.

my-received-title = We have received your case
my-received-number = Case number
my-received-told = A confirmation was sent to { $email }. Look in your spam folder if you don't see it.
my-received-told-nobody = Keep the number: with it we find your case.
my-received-next = What happens now?
my-received-step-read = We read it and give it to a case worker.
my-received-step-told = You are told who has it, and when something happens.
my-received-step-follow = Here you can see how it goes at any time, write to us and send files.
my-received-open = Open the case
my-received-visit = Do you want to see the case on more devices?
my-received-account = Create an account

## One case

my-case-unknown = We can't find the case
my-case-unknown-about = The number is wrong, or the case is somebody else's.
my-case-unknown-visit = Sign in with the e-mail address that you gave, and we show it if it is yours.
my-merged = Case { $number } was merged into this one.
my-next = Where it stands
my-who-nobody = No case worker yet
my-callback = Get a call
my-callback-send = Ask for a call
my-callback-asked = We will call you on { $phone }.
my-callback-since = You have waited since
my-callback-tried = { $n ->
    [one] We tried to reach you { $time }.
   *[other] We have tried to reach you { $n } times, last { $time }.
  }
my-callback-withdrawn = We will not call.
my-next-wanted = { $n ->
    [one] You have one step to do.
   *[other] You have { $n } steps to do.
  }
my-next-wanted-first = { $n ->
    [one] You have one step to do: { $step }.
   *[other] You have { $n } steps to do. Next is { $step }.
  }
my-next-wanted-late = { $n ->
    [one] One step is past its time: { $step }.
   *[other] You have { $n } steps to do. { $step } is past its time.
  }
my-next-sent-back = { $n ->
    [one] One step needs to be done again: { $step }.
   *[other] { $n } steps need to be done again. Begin with { $step }.
  }
my-next-handed-in = We are looking at what you handed in. You are told when it is done.
my-next-sign = { $n ->
    [one] One delivery note waits for your signature.
   *[other] { $n } delivery notes wait for your signature.
  }
my-next-unread = { $n ->
    [one] You have one new message.
   *[other] You have { $n } new messages.
  }
my-next-asked = { $name } is waiting for your answer.
my-next-new = We have received the case and will give it to a case worker. There is nothing you need to do.
my-next-new-owned = { $name } takes care of the case and will be in touch. There is nothing you need to do.
my-next-new-told = We have received the case and will give it to a case worker.
my-next-new-owned-told = { $name } takes care of the case and will be in touch.
my-next-active = { $name } is working on the case. You are told when something happens.
my-next-active-team = We are working on the case. You are told when something happens.
my-next-paused = The case is paused: { $reason } We will be in touch when it goes on.
my-next-resolved = The case is solved. Is something left? Write here and we open it again.
my-next-closed = The case has ended and can't be written in. Is there something more?
my-next-to-messages = To the messages
my-next-to-checklist = To the checklist
my-next-to-step = To the step
my-next-to-note = To the delivery note
my-jumps = Parts of the case
my-part-messages = Messages
my-part-checklist = Checklist
my-part-delivery-notes = Delivery notes
my-part-files = Files
my-part-details = The case
my-part-my-details = My details
my-part-payments = Payments
my-part-bookings = Bookings
my-part-timeline = What has happened
my-payments = Payments
my-payments-none = There is nothing to pay in the case.
my-bookings = Bookings
my-bookings-none = No times are booked in the case.

my-details-kind = About
my-details-opened = Reported
my-details-links = Belongs with
my-details-name = Name
my-details-email = E-mail
my-details-phone = Phone
my-details-visit = Create an account to see the case on more devices.
my-details-account = Is something wrong?
my-details-people = It is also about
my-person-applicant = Applicant
my-person-contact = Contact

my-files-add = Send files
my-files-none = No files yet. Your case worker sees what you send here.
my-files-none-ended = No files.
my-files-all = Show all { $n } files

my-threads-none = Nobody has written yet. Do you want to ask or tell something?
my-threads-none-ended = Nobody has written in the case.
my-threads-all = All messages
my-thread-new = New message
my-thread-unread = New
my-thread-to = To { $name }, about { $kind }, case { $number }.
my-thread-subject = Subject
my-thread-text = Message
my-thread-no-subject = Write what it is about.
my-thread-no-text = Write your message.
my-thread-send = Send the message
my-thread-later = Keep for later
my-thread-gone = The messages are no longer there.
my-thread-ended = The case has ended. No more can be written here.
my-announce-file = { $name } sent the file { $file }.
my-notice-joined = { $name } takes part.
my-notice-left = { $name } no longer takes part.
my-notice-ended = Ended.
my-notice-ended-by = { $name } ended it.
my-notice-meeting = { $name } opened a video meeting.
my-notice-meeting-ended = The video meeting has ended.
my-notice-transferred = { $to } takes over.
my-notice-received = We have received it.
messages = What has been written
to-newest = To the newest
message-actions = Change or remove
edit = Change
take-back = Remove
editing = You are changing a message.
write-here = Write a message

## What has happened

my-timeline-whole = Show all that has happened ({ $n })
my-happened-opened-form = The case was reported.
my-happened-opened-form-by = { $who } reported the case.
my-happened-opened-chat = The case was opened from a chat.
my-happened-opened-chat-by = { $who } opened the case from a chat.
my-happened-opened-left-message = The case was opened from a message that was left.
my-happened-opened-left-message-by = { $who } opened the case from a message that was left.
my-happened-opened-phone = The case was taken by phone.
my-happened-opened-phone-by = { $who } took the case by phone.
my-happened-status-new = The case waits for a case worker.
my-happened-status-new-by = { $who } let the case wait for a case worker.
my-happened-status-active = Work on the case began.
my-happened-status-active-by = { $who } is working on the case.
my-happened-status-paused = The case was paused.
my-happened-status-paused-by = { $who } paused the case.
my-happened-status-paused-why = The case was paused: { $reason }
my-happened-status-paused-why-by = { $who } paused the case: { $reason }
my-happened-status-waiting = We are waiting for your answer.
my-happened-status-waiting-by = { $who } is waiting for your answer.
my-happened-status-resolved = The case was solved.
my-happened-status-resolved-by = { $who } solved the case.
my-happened-status-closed = The case ended.
my-happened-status-closed-by = { $who } ended the case.
my-happened-owner = { $name } has the case.
my-happened-owner-by = { $who } gave the case to { $name }.
my-happened-owner-none = The case waits for another case worker.
my-happened-owner-none-by = { $who } left the case to another case worker.
my-happened-team = { $team } takes care of the case.
my-happened-team-by = { $who } gave the case to { $team }.
my-happened-urgent = The case became urgent.
my-happened-urgent-by = { $who } made the case urgent.
my-happened-ordinary = The case is no longer urgent.
my-happened-ordinary-by = { $who } made the case ordinary again.
my-happened-changed = The details were changed.
my-happened-changed-by = { $who } changed the details.
my-happened-wrote = Somebody wrote in “{ $subject }”.
my-happened-wrote-by = { $who } wrote in “{ $subject }”.
my-happened-thread = Messages about “{ $subject }” began.
my-happened-thread-by = { $who } wrote about “{ $subject }”.
my-happened-file = The file { $file } came.
my-happened-file-by = { $who } sent the file { $file }.
my-happened-linked = Case { $number } belongs with this one.
my-happened-linked-by = { $who } added that { $number } belongs with this one.
my-happened-unlinked = Case { $number } no longer belongs with this one.
my-happened-unlinked-by = { $who } removed that { $number } belongs with this one.
my-happened-merged = Case { $number } was merged into this one.
my-happened-merged-by = { $who } merged { $number } into this one.
my-happened-merged-into = The case was merged into { $number }.
my-happened-merged-into-by = { $who } merged the case into { $number }.
my-happened-checklist = The checklist { $name } was added.
my-happened-checklist-by = { $who } added the checklist { $name }.
my-happened-step-open = { $step }: to be done again.
my-happened-step-open-by = { $who } opened { $step } again.
my-happened-step-handed-in = { $step }: handed in.
my-happened-step-handed-in-by = { $who } handed in { $step }.
my-happened-step-sent-back = { $step }: needs to be done again.
my-happened-step-sent-back-by = { $who } asked for { $step } again.
my-happened-step-sent-back-why = { $step } needs to be done again: { $reason }
my-happened-step-sent-back-why-by = { $who } asked for { $step } again: { $reason }
my-happened-step-settled = { $step }: done.
my-happened-step-settled-by = { $who } marked { $step } as done.
my-happened-note-written = A delivery note was written.
my-happened-note-written-by = { $who } wrote a delivery note.
my-happened-note-changed = The delivery note was changed.
my-happened-note-changed-by = { $who } changed the delivery note.
my-happened-note-removed = A delivery note was removed.
my-happened-note-removed-by = { $who } removed a delivery note.
my-happened-signed = { $name } signed the delivery note.
my-happened-signed-by = { $name } signed the delivery note (signed in: { $who }).
my-happened-claimed = The case was tied to an account.
my-happened-claimed-by = { $who } tied the case to their account.
my-happened-callback-asked = A call was asked for.
my-happened-callback-asked-by = { $who } asked for a call.
my-happened-callback-withdrawn = The call was cancelled.
my-happened-callback-withdrawn-by = { $who } cancelled the call.
my-happened-called = We called and you talked.
my-happened-called-by = { $who } called and you talked.
my-happened-called-in-vain = We called without an answer.
my-happened-called-in-vain-by = { $who } called without an answer.

## Search

my-search = Search cases
my-search-text = Free text
my-search-hint = Words of the case, a case number or part of a street.
my-search-invoice = Invoice reference
my-search-object = Object
my-search-street = Street
my-search-status = Status
my-search-any = All
my-search-from = From
my-search-to = To
my-search-do = Search
my-search-clear = Show all
my-search-none = No case fits
my-search-none-about = Try fewer words, or empty the fields and search to see all.
my-search-found = { $n ->
    [one] One case
   *[other] { $n } cases
}
my-search-found-more = The { $n } latest cases that fit
my-search-caption = Cases that fit the search
my-search-number = Number
my-search-title = Case
my-search-opened = Reported
my-search-steps = Work done
my-search-steps-see = See work done
my-search-steps-done = { $done } of { $all } done
my-search-steps-of = See the work done in case { $number }
my-search-files = Files
my-search-files-of = { $n ->
    [one] See the file in case { $number }
   *[other] See { $n } files in case { $number }
}
my-search-note = Delivery note
my-search-note-signed = Signed
my-search-note-of = See the signed delivery note in case { $number }
