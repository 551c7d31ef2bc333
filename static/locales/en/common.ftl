### Words that several pages share.

close = Close
back = Back
cancel = Cancel
save = Save
send = Send
undo = Undo
try-again = Try again
discard = Remove
optional = optional
you = You
loading = Loading …
attach = Attach a file
language-choose = Language
theme = Appearance
theme-system = Appearance as the device
theme-light = Light appearance
theme-dark = Dark appearance

day-today = Today
day-yesterday = Yesterday
yesterday-at = yesterday { $time }
just-now = just now
span-seconds = { $n } s
span-minutes = { $n } min
span-hours = { $n } h
span-hours-minutes = { $hours } h { $minutes } min

presence-available = Available
presence-busy = Busy
presence-away = Away
presence-offline = Not here

delivery-sending = Sending
delivery-sent = Sent
delivery-delivered = Delivered
delivery-read = Read
delivery-failed = Could not be sent.

message-removed = This message was removed.
message-edited = Edited
typing = { $name } is writing …
text-too-long = The text is { $over } characters too long. Split it into several messages.

uploading = Uploading { $name }
upload-progress = { $sent } of { $size }
upload-waits = Waiting for the network …
upload-cancel = Cancel the upload

queue-open = Open
queue-full = Full right now
queue-closed = Closed
hours-show = Opening hours
hours-closed = Closed
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
days-range = { $from }–{ $to }

open-until = Closes { $time }.
open-always = Open around the clock.
open-past-midnight = Open through the night.
opens-today = Opens { $time }.
opens-tomorrow = Opens tomorrow { $time }.
opens-on = Opens { $day } { $time }.
opens-unknown = No opening is planned.
closed-because = Closed: { $reason }.
on-monday = on Monday
on-tuesday = on Tuesday
on-wednesday = on Wednesday
on-thursday = on Thursday
on-friday = on Friday
on-saturday = on Saturday
on-sunday = on Sunday

wait-at-once = Usually answered at once.
wait-about = Usually takes about { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
  }.
wait-range = Usually takes { $from }–{ $to } minutes.
wait-long = Usually takes more than an hour.

connection-lost = No contact right now. What you write is kept and sent when contact is back.
connection-back = We are in contact again.
connection-offline = You are offline. What you write is kept and sent when you are back online.

error-invalid = Something you filled in is not right. Have a look and try again.
error-forbidden = You may not do this.
error-not-found = It is no longer there.
error-conflict = Someone else was first, or things have changed.
error-ended = This has ended. Start a new conversation or case if you want to write more.
error-queue-closed = The queue has closed. You can leave a message instead.
error-queue-full = The queue is full right now. You can leave a message instead.
error-too-large = It is too large. Split it up or send a link.
file-too-large = The file is too large. Split it up or send a link.
file-broke-off = The upload broke off.
file-scan-waiting = being checked…
file-scan-infected = stopped: it held harmful code
file-scan-failed = could not be checked
error-rate-limited = That was a little fast. Wait a moment and try again.
error-unavailable = Not possible right now. Try again in a moment.
error-unauthenticated = You are no longer signed in. Sign in again to go on.
error-internal = Something went wrong on our side. Try again.
error-unknown-command = This page is newer than the server. Try again in a moment.
error-outdated = This page is out of date. Reload it to go on.
