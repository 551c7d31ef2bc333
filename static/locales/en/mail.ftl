### Mail that Samtal sends, and transcripts of conversations.

greeting = Hello { $name },
greeting-nameless = Hello,

left-received-subject = We have received your message
left-received-body =
    { $greeting }

    Thank you for your message to { $queue }. We will read it and answer as soon as we can.

    You wrote:

    { $text }

    You will get another mail when we have answered. You can also read the answer and write more here:
    { $link }

    Kind regards
    { $sender }

left-answered-subject = You have an answer
left-answered-body =
    { $greeting }

    { $advisor } has answered your message:

    { $text }

    Do you want to write more? Please do so here, this mail can't be replied to:
    { $link }

    Kind regards
    { $sender }

invitation-subject = Welcome to { $sender }
invitation-body =
    { $greeting }

    { $from } has invited you to work in Samtal at { $sender }.

    Open the link and choose a password, and you can begin. The link works once, for seven days:
    { $link }

    If you did not expect this, you can ignore it.

    Kind regards
    { $sender }

transcript-subject = Your conversation on { $date }
transcript-body =
    { $greeting }

    Here is what was written in your conversation.

    { $transcript }

    You will also find the conversation here:
    { $link }

    Kind regards
    { $sender }

transcript-title = Conversation: { $queue }
transcript-title-plain = Conversation
transcript-time = Times are in { $zone }.
transcript-customer = Customer
transcript-advisor = Advisor
transcript-supervisor = Supervisor
transcript-removed = [removed]
transcript-edited = (edited)
transcript-file = [File: { $name }, { $size }]
transcript-queued = In the queue
transcript-joined = { $name } joined the conversation
transcript-left = { $name } left the conversation
transcript-transferred = The conversation was handed over to { $to }
transcript-requeued = Back, first in the queue
transcript-message-left = A message was left
transcript-callback-asked = The customer asked to be called
transcript-meeting-started = { $name } opened a video meeting
transcript-meeting-apart = The meeting got a chat of its own
transcript-meeting-ended = The video meeting ended
transcript-ended = The conversation ended
transcript-cut = [The transcript ends here: the conversation is longer. We keep all of it.]

### Mail about accounts. `what` is the link, or the user name.

asked-from = { $browser } on { $system } ({ $address })
asked-from-browser = { $browser } ({ $address })
asked-from-system = { $system } ({ $address })
asked-from-somewhere = { $address }
asked-from-unknown = an unknown place

account-confirm-subject = Confirm your e-mail address
account-confirm-body =
    { $greeting }

    Open the link to confirm your e-mail address. Then your account is ready.
    { $what }

    The link works once, for a day. Asked for from { $asked }.

    Wasn't it you? Then there is nothing you need to do.

    Kind regards
    { $sender }

account-exists-subject = You have an account already
account-exists-body =
    { $greeting }

    Somebody wanted to create an account with this e-mail address. There is one already. Sign in here, or choose a new password there:
    { $page }

    Asked for from { $asked }. If it wasn't you, there is nothing you need to do.

    Kind regards
    { $sender }

address-add-subject = Confirm your new e-mail address
address-add-body =
    { $greeting }

    Open the link while you are signed in, and this address belongs to your account.
    { $what }

    The link works once, for a day. Asked for from { $asked }.

    Wasn't it you? Don't open the link. Then nothing happens.

    Kind regards
    { $sender }

address-taken-subject = The address belongs to another account
address-taken-body =
    { $greeting }

    Somebody wanted to add this e-mail address to their account. It belongs to an account already that can't be joined with another. Sign in to it here:
    { $page }

    Asked for from { $asked }. If it wasn't you, there is nothing you need to do.

    Kind regards
    { $sender }

address-changed-subject = Your e-mail address has been changed
address-changed-body =
    { $greeting }

    Mail about your account goes to another address from now on. You can still sign in with this one.

    Changed from { $asked }. Wasn't it you? Change your password and look through your account:
    { $page }

    Kind regards
    { $sender }

password-reset-subject = Choose a new password
password-reset-body =
    { $greeting }

    Open the link to choose a new password. You are then signed out everywhere.
    { $what }

    The link works once, for an hour. Asked for from { $asked }.

    Wasn't it you? Then there is nothing you need to do. Your password is the same.

    Kind regards
    { $sender }

password-changed-subject = Your password has been changed
password-changed-body =
    { $greeting }

    Your account has a new password.

    Changed from { $asked }. Wasn't it you? Choose a new password here:
    { $page }

    Kind regards
    { $sender }

identity-added-subject = Your account has a new way to sign in
identity-added-body =
    { $greeting }

    One more e-identification or service can now sign in to your account.

    Added from { $asked }. Wasn't it you? Remove it from your account and change your password:
    { $page }

    Kind regards
    { $sender }

passkey-added-subject = A passkey has been added to your account
passkey-added-body =
    { $greeting }

    One more passkey can now sign in to your account.

    Added from { $asked }. Wasn't it you? Remove it from your account and change your password:
    { $page }

    Kind regards
    { $sender }

passkey-removed-subject = A passkey has been removed
passkey-removed-body =
    { $greeting }

    A passkey does not sign in to your account any more.

    Removed from { $asked }. Wasn't it you? Change your password and look through your account:
    { $page }

    Kind regards
    { $sender }

identifier-removed-subject = Something that you are known by has been removed
identifier-removed-body =
    { $greeting }

    An address or an eID does not belong to your account any more.

    Removed from { $asked }. Wasn't it you? Change your password and look through your account:
    { $page }

    Kind regards
    { $sender }

codes-added-subject = Signing in with codes is on
codes-added-body =
    { $greeting }

    From now on a code from an app is needed too when you sign in to your account.

    Turned on from { $asked }. Wasn't it you? Choose a new password and contact us:
    { $page }

    Kind regards
    { $sender }

codes-removed-subject = Signing in with codes is off
codes-removed-body =
    { $greeting }

    A code from an app is not needed any more when you sign in to your account.

    Turned off from { $asked }. Wasn't it you? Change your password and turn the codes on again:
    { $page }

    Kind regards
    { $sender }

recovery-codes-renewed-subject = You have new recovery codes
recovery-codes-renewed-body =
    { $greeting }

    Your account has new recovery codes. The old ones do not work any more.

    Asked for from { $asked }. Wasn't it you? Change your password and make new recovery codes:
    { $page }

    Kind regards
    { $sender }

account-merged-subject = An account has been merged with yours
account-merged-body =
    { $greeting }

    Another account is now part of yours. Its conversations and ways to sign in are in your account.

    Done from { $asked }. Wasn't it you? Change your password and look through your account:
    { $page }

    Kind regards
    { $sender }

sign-in-link-subject = Your link to sign in
sign-in-link-body =
    { $greeting }

    Open the link to sign in.
    { $what }

    The link works once, for a quarter of an hour. Asked for from { $asked }.

    Wasn't it you? Don't open the link. Then nothing happens.

    Kind regards
    { $sender }

user-name-subject = Your user name
user-name-body =
    { $greeting }

    You sign in with:
    { $what }

    Sign in here:
    { $page }

    Asked for from { $asked }.

    Kind regards
    { $sender }

no-account-subject = There is no account with this address
no-account-body =
    { $greeting }

    Somebody asked for help to sign in with this e-mail address. There is no account with it. Perhaps you have one with another address, or you can create one here:
    { $page }

    Asked for from { $asked }. If it wasn't you, there is nothing you need to do.

    Kind regards
    { $sender }

# Cases
case-opened-subject = We have received your case { $number }
case-opened-body =
    { $greeting }

    We have received your case { $number }: { $title } ({ $kind }).

    You will hear from us when somebody has begun to work on it. Here you can follow it, write and hand in papers:
    { $link }

    { $sender }
case-active-subject = Case { $number }: we are working on it
case-active-body =
    { $greeting }

    Somebody is now working on your case { $number }: { $title }.

    You can follow it here:
    { $link }

    { $sender }
case-paused-subject = Case { $number } is paused
case-paused-body =
    { $greeting }

    Your case { $number }, { $title }, is paused:
    { $reason }

    You can follow it and write to us here:
    { $link }

    { $sender }
case-waiting-subject = Case { $number } waits for you
case-waiting-body =
    { $greeting }

    We need something from you to get on with your case { $number }: { $title }.

    You can see what here:
    { $link }

    { $sender }
case-resolved-subject = Case { $number } is resolved
case-resolved-body =
    { $greeting }

    Your case { $number } is resolved: { $title }.

    Is it not? Write to us, and it is opened again:
    { $link }

    { $sender }
case-closed-subject = Case { $number } is closed
case-closed-body =
    { $greeting }

    Your case { $number } is closed: { $title }.

    Everything that was said is still here:
    { $link }

    { $sender }
case-message-subject = New message in case { $number }
case-message-body =
    { $greeting }

    You have a message in your case { $number } with the subject “{ $title }”.

    Read and answer here:
    { $link }

    { $sender }

# A list of cases as a file.
list-number = Number
list-title = Case
list-type = Type
list-status = Status
list-customer = Customer
list-owner = Case worker
list-team = Team
list-due = Due
list-object = Object
list-street = Street
list-invoice = Invoice reference
list-steps = Steps done
list-steps-done = { $done } of { $all }
list-files = Files
list-signed = Signed delivery note
list-opened = Opened
list-changed = Changed
list-status-new = New
list-status-active = Under way
list-status-waiting = Waits for the customer
list-status-paused = Paused
list-status-resolved = Solved
list-status-closed = Closed
list-yes = Yes
list-no = No
note-heading = Delivery note
note-file = Delivery note { $number }
note-number = Case
note-title = About
note-kind = Type
note-object = Object
note-customer = Customer
note-writer = Written by
note-done = What was done
note-signature = Signature
note-drawing = Drawn signature: { $name }
note-signed-by = Name
note-signed-at = Time
note-signed-how = How
note-drawn = Drawn on a screen, signed in on their own pages
note-typed = Typed name, signed in on their own pages
note-drawn-held = Drawn on a screen that { $name } handed over
note-typed-held = Typed name on a screen that { $name } handed over
note-hash = SHA-256 of what was signed: the case’s number, a line feed, what it is about, two line feeds and the text, in UTF-8.
note-foot = Delivery note { $number } · page { $page } of { $pages }
