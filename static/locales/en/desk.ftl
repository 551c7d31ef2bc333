### The staff's workplace: signing in, the desk, the settings.

title-desk = Samtal
title-settings = Settings · Samtal
server-unreachable = The server isn’t answering right now. This page keeps trying.
error-no-answer = The server didn’t answer. Try again.
connection-waiting = { $n ->
    [one] One message is waiting to be sent.
   *[other] { $n } messages are waiting to be sent.
  }
reload = Reload
more = More

## Signing in

not-staff = You are signed in, but this page is for those who answer.

## My state

my-state = My state: { $state }
my-load = Conversations
load = { $load } of { $capacity }
away-about = You are away and get no new conversations.
become-available = Become available
wall-open = Live view
settings = Settings
sound-on = Turn sound on
sound-off = Turn sound off
notices-allow = Show notifications when the page is out of sight

## What is waiting

what-waits = Waiting for you
offers = Offers
offer-handed-over = handed over to you
offer-note = From your colleague:
has-waited = Has waited { $time }
answer-within = Answer within
accept = Take it
decline = Not now
notice-offer = { $name } wants to talk with you
notice-reply = { $name } is writing to you
customer-nameless = Visitor
staff-nameless = Colleague
mine = My conversations
mine-empty = No conversations right now.
aside = Put aside
inbox = Left messages
inbox-empty = Nothing to answer.
lines = In the queues now
waiting-n = { $n ->
    [0] nobody waiting
    [one] one waiting
   *[other] { $n } waiting
  }
staffed-n = { $n ->
    [0] nobody at work
    [one] one at work
   *[other] { $n } at work
  }
waits-since = Has waited for you
something-new = New
beside = Show { $name } beside
left-mine-taken = Yours
left-mine-answered = You have answered
left-mine-closed = Done
left-state-new = New
left-state-taken = Taken
left-state-answered = Answered
left-state-closed = Done

## The conversation

conversations = Conversations
pane = Conversation with { $name }
pane-close = Close the pane
pane-sides = To the customer or internal
pane-ended = The conversation has ended. You can read it but not write.
side-customer = Customer
side-internal = Internal
internal-only = Only staff see this
state-ended = Ended
state-open = In progress
state-parked = Put aside
state-watching = You are watching
state-handed-over = Handed over
waits-for-you = Has waited for you { $time }
in-meeting = In the meeting
read-only = You can read but not write here.
watch-silent = You are watching silently. Neither the customer nor the advisor sees it.
watch-whisper = Whisper
watch-join = Join
watch-take-over = Take over
watch-title = A conversation
to-desk = To the desk
left-take = Take the message
left-take-first = Take the message to answer it.
left-others = { $name } has taken this message.
left-close = Done
left-close-title = Close the message without an answer?
left-close-about = Nobody has answered { $name }. The message leaves the list and nobody can write in it any more. It can’t be undone.
left-close-anyway = Close without an answer
left-ended = The message is done. You can read it but not write.
nothing-open = No conversation is open
nothing-open-about = Choose one on the left.
nothing-taken-about = The offer on the left is waiting for your answer.
nothing-read-about = { $n ->
    [one] One left message is waiting for an answer.
   *[other] { $n } left messages are waiting for an answer.
  }
nothing-mine = All calm
nothing-mine-about = The next visitor shows up on the left, with a sound if you have it on.
nothing-away-about = You get no new conversations until you become available.

log = The conversation
log-internal = Internal notes
log-empty = Nobody has written anything yet.
log-internal-empty = Here those who work write to each other about the conversation. The customer never sees it.
log-earlier = Show earlier
log-new = New
log-down = To the latest
message-actions = Do something with the message
message-edit = Edit
message-redact = Remove
redact-title = Remove the message?
redact-about = Nobody can read it any longer. It can’t be undone.
redact-for-all = Remove for everyone
role-supervisor = Supervisor

happened-queued = Joined the queue for { $queue }
happened-joined = { $name } took the conversation
happened-joined-supervisor = { $name } joined
happened-joined-me = You joined
happened-taken-me = You took the conversation
happened-left = { $name } left the conversation
happened-left-me = You left the conversation
happened-transferred = Being handed over to { $to }
happened-requeued = The advisor lost the connection. The customer is first in the queue.
happened-message-left = A message was left
happened-callback-asked = The customer asked to be called
happened-meeting-started = { $name } opened a video meeting
happened-meeting-apart = The meeting got a chat of its own
happened-meeting-ended = The video meeting ended
happened-ended = The conversation ended
happened-ended-me = You ended the conversation
happened-ended-by = { $name } ended the conversation

left-log-taken = { $name } took the message
left-log-taken-me = You took the message
left-log-closed = The message was marked as done
left-log-closed-me = You marked the message as done
left-log-closed-by = { $name } marked the message as done

write-to = Write to { $name }
write-internal = Write internally. Only staff see it.
whisper-from = { $name }, internally:
whisper-answer = Answer internally
whisper-hide = Hide
canned = Canned replies
canned-open = Canned replies (/)
canned-none = No canned reply fits. Press Esc to go on writing.
canned-move = choose
canned-insert = insert
canned-chosen = { $title }, { $n } of { $of }

transfer = Hand over
transfer-title = Hand over { $name }
transfer-to = Hand over to { $name }
transfer-whom = To whom
transfer-search = Search
transfer-queues = To a queue
transfer-colleagues = To a colleague
transfer-nobody = No colleague is at work.
transfer-note = What do they need to know?
transfer-note-hint = Only staff see it.
transferred-to = { $customer } is being handed over to { $name }.
park = Put aside
unpark = Take up again
parked-now = The conversation is put aside until the customer writes.
end = End
end-title = End the conversation with { $name }?
end-about = Nobody can write any more. The customer can rate the conversation and get it by mail.
end-unanswered = { $name } is waiting for your answer.
end-keep = Go on
end-for-all = End for everyone

## The person

person = The person
customer-present = Is here now
customer-gone = Not here right now
left-message = The message
left-at = Left { $when }
left-calls = Wants to be called
this-visit = This visit
came-at = Arrived { $when }
waited-for = waited { $time }
earlier = Earlier conversations
earlier-none = No earlier conversations.
with = With { $name }
transcript = Save a copy
why = Why is the customer here?
why-show = Show the way here
why-joined = Joined the queue
why-waiting = Waiting now
why-offered = Offered to { $who }
why-accepted = { $who } took the conversation
why-declined = { $who } said no
why-offer-lapsed = { $who } didn’t answer in time
why-longest-wait = Has waited as long as the queue allows
why-transferred = { $who } handed over
why-requeued = Put first in the queue again
why-taken-over = { $who } took over
why-parked = Put aside
why-taken-up = Taken up again
why-ended = Ended
why-left = Left the queue
why-turned-to-message = Became a left message
reason-idle = { $n ->
    [1] The only one free who speaks the language.
   *[other] Free the longest of { $n }.
  }
reason-idle-any = Free the longest of { $n }. Nobody who takes conversations speaks the customer’s language.
reason-by-name = Handed over to you by name.
reason-none = None of the { $n } who answer in this queue takes conversations.
reason-said-no = { $n } have just said no.
reason-all-full = { $n } take conversations, all as many as they can.
reason-joined = { $ahead } ahead, { $free } of { $places } places free.
reason-ahead = { $ahead } ahead.
reason-to = To { $name }.
reason-customer-wrote = The customer wrote.
reason-gone = The advisor lost contact or went home.

## Going anywhere, shortcuts

palette = Go to a place or do something
palette-short = go anywhere
palette-hint = Search conversations or something to do
palette-none = Nothing fits.
palette-do = Do
palette-accept = Take the conversation with { $name }
palette-become = Become { $state }
shortcuts = Keyboard shortcuts
shortcuts-short = keyboard shortcuts
letters = Single letters do things when I’m not writing
deed-help = Show shortcuts
deed-palette = Go anywhere
deed-next = Next conversation
deed-previous = Previous conversation
deed-accept = Take the offer
deed-decline = Not now
deed-write = Write
deed-notes = Switch between customer and internal
deed-transfer = Hand over
deed-park = Put aside or take up
deed-end = End
deed-close = Close the pane
deed-beside = Show the next conversation beside
deed-inbox = Left messages
deed-person = The person

## Settings

settings-queues = Queues
settings-saved = Saved. Everyone with the chat open sees it now.
settings-unsaved = You have changes that aren’t saved.
settings-at-once = A change is seen at once by everyone with the chat open.
settings-drop = Undo the changes
settings-problems = { $n ->
    [one] One thing needs correcting before it can be saved.
   *[other] { $n } things need correcting before it can be saved.
  }
clash-title = A colleague saved before you.
clash-apart = You changed different things, so both are below. Look it over and save.
clash-both = You both changed: { $parts }. Yours is below, the rest is your colleague’s.
clash-take-theirs = Take your colleague’s instead

part-name = Name and description
part-about = Description
part-hours = Opening hours
part-line = The queue
part-routing = Offers to advisors
part-thresholds = When the live view warns
part-cap = Longest queue
part-cap-action = When the queue is full
part-longest-wait-s = Longest wait
part-wait-action = When the wait gets too long
part-offer-s = Time to answer
part-priority = Priority
name-sv = Name in Swedish
name-en = Name in English
about-sv = Description in Swedish
about-en = Description in English
hours-zone = The times are those of { $zone }.
span-from = { $day }, from
span-to = { $day }, to
span-add = Add a time, { $day }
span-remove = Remove the time, { $day }
holidays = Public holidays
holidays-none = Open as usual on holidays
holidays-se = Closed on Swedish holidays
holidays-dk = Closed on Danish holidays
holidays-fi = Closed on Finnish holidays
holidays-no = Closed on Norwegian holidays
eves-closed = Closed on eves too, such as midsummer eve
exceptions = Other times on some days
exceptions-about = They come before both the week and the holidays. Without times it’s closed all day.
exception-add = Add a day
exception-date = Date
exception-open = Open
exception-remove = Remove { $date }
reason-sv = Reason in Swedish
reason-en = Reason in English
cap = Most people waiting at once
cap-action = When the queue is full
cap-action-leave-message = Ask them to leave a message
cap-action-turn-away = Ask them to come back later
longest-wait = Longest wait
wait-action = When somebody has waited that long
wait-action-suggest = Keep the place and suggest a message
wait-action-to-message = Turn it into a left message
offer-time = Time to answer an offer
priority = Priority
priority-ordinary = { $level } – ordinary
priority-urgent = { $level } – urgent
thresholds-about = The queue’s tile in the live view turns amber and then red, with words and signs.
amber-wait = Amber when somebody has waited
red-wait = Red when somebody has waited
amber-waiting = Amber when so many wait
red-waiting = Red when so many wait
unit-people = people
unit-minutes = minutes
unit-seconds = seconds
problem-name = The queue needs a name in both languages.
problem-number = The number is outside what is possible.
problem-thresholds = Amber needs to come before red.
problem-time = Fill in both times.
problem-no-time = One of the times doesn’t exist. Write from 00:00 to 24:00.
problem-span = The end needs to be after the beginning.
problem-overlap = The times overlap.
problem-date = Choose a date.
problem-date-twice = That day is already there.
problem-reason = Write why, so that those who come understand.

## Video meetings

meeting = Video meeting
meetings = Video meetings
meetings-none = No video meeting is going on.
meetings-past = Earlier video meetings ({ $n })
meeting-with = Video meeting with { $name }
meeting-of = Video meeting hosted by { $name }
meeting-start = Start a video meeting
meeting-open = Open the video meeting
meeting-open-name = Open { $name } in a new tab
meeting-tab-blocked = The browser stopped the new tab. Open the video meeting from the list on the left.
meeting-waiting-n = { $n ->
    [0] nobody waiting
    [one] one waiting
   *[other] { $n } waiting
  }
meeting-in-room-n = { $n ->
    [0] nobody in
    [one] one in
   *[other] { $n } in
  }
meeting-ended-at = Ended { $when }
meeting-lasted = Ended { $when }, lasted { $time }
meeting-nobody = Nobody went in.
meeting-more = More about { $name }
meeting-new = New video meeting
meeting-title = What is it about?
meeting-title-hint = Those who come see it.
meeting-make = Make the video meeting
meeting-made = The video meeting is open. Whoever has the link comes to the waiting room, and you let them in.
invite-make = Make a link
invite-make-another = Make another link
invite-link = Link to the video meeting
invite-copy = Copy the link
invite-copied = The link is copied.
invite-copy-yourself = The link is marked. Copy it with the keys.
invite-revoke = Take the link back
invite-revoked = The link no longer holds.
meeting-chat-read = Read the chat
meeting-chat-close = Close the chat
meeting-chat-open = Open the chat again
meeting-chat-closed = The chat is closed. It can be read, but not written in.
meeting-chat-opened = The chat is open again.
in-call = In a video meeting
notice-knock = { $n ->
    [one] One is waiting for you in a video meeting
   *[other] { $n } are waiting for you in a video meeting
  }
quality-title = How sound and picture were
quality-none = Nobody was in long enough for anything to be measured.
quality-good = Good
quality-fair = Unsteady
quality-poor = Poor
quality-untroubled = { $n ->
    [one] One minute, without trouble.
   *[other] { $n } minutes, without trouble.
  }
quality-troubled = { $of ->
    [one] Trouble in the only minute.
   *[other] Trouble in { $n } of { $of } minutes.
  }
quality-cause-none = No clear cause.
quality-cause-download = Mostly since the network to the person was weak.
quality-cause-upload = Mostly since the network from the person was weak.
quality-cause-device = Mostly since the device could not keep up.
quality-cause-cut = Mostly since nothing got through.
quality-chart = Minute by minute, of { $of }: { $values }
quality-figures = Lost { $loss } %, at most { $delay } ms there and back, the picture stood still { $frozen }.

## Who the customer is

client-email-proven = Confirmed
client-born = Born { $day }
client-unproven = Has not shown who they are
client-proven = Confirmed: { $how }
client-proven-operator = by us
client-proven-mail = e-mail
client-proven-invitation = invitation
client-proven-chosen = user name
client-proven-bankid = BankID
client-proven-freja = Freja
client-proven-oidc = another sign-in
