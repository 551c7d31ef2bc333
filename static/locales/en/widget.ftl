### The chat window.

widget-title = Chat with us
widget-close = Close the chat
reload = Reload
new = New
more = More

home-hello = Hello. What can we help you with?
home-about = Write to an advisor here. You may stay anonymous.
chat-with-us = Chat with us
leave-message = Leave a message
leave-message-instead = Leave a message instead
my-conversations = My conversations
home-cases = My cases
no-words-yet = Nothing written yet
going-on = You have a conversation going
going-on-about = Press to go on.
queue-full-about = Many are waiting right now. Leave a message and we will answer.
queue-full-now = Many are waiting right now.
theme-choose = Appearance

your-name = Your name
what-about = What is it about?
what-about-hint = A few words are enough. Then the advisor knows what you need.
join-queue = Join the queue
join-instead = Rather not wait?

leave-message-about = Write what it is about, and we will answer here and by e-mail or phone.
your-message = Your message
email = E-mail
phone = Phone
contact-hint = Fill in e-mail or phone, so that we can reach you.
send-message = Send the message
message-needed = Write what it is about.
name-needed = Write your name.
email-wrong = The address does not look right. It should be like name@example.com.
phone-wrong = Enter a phone number, for example 070-174 06 05.
contact-needed = Fill in e-mail or phone, so that we can answer.
call-me = Call me
call-me-about = We call as soon as someone can.
call-me-when = When does it suit you?
call-me-when-hint = For example after three o'clock
phone-needed = Fill in the number we should call.

waiting-title = Your place in the queue
waiting-position = You are number { $position } in the queue.
waiting-unknown = We cannot say how long it will take right now.
waiting-meanwhile = You can write already. Your place is kept even if you close the window.
waiting-long = It takes longer than usual. You keep your place, or leave a message and get an answer later.
leave-queue = Leave the queue
leave-queue-title = Leave the queue?
leave-queue-about = Your place goes to the next person. It cannot be undone, but you can join the queue again.
stay-in-queue = Stay

conversation-elsewhere = We cannot find the conversation on this device. Open it where you wrote.
nobody-yet = No advisor has joined yet
left-nobody-yet = We have not answered yet
messages = Messages
write-here = Write a message
to-newest = To the newest
edit = Edit
take-back = Remove
editing = You are editing a message.
message-actions = Edit or remove
announce-file = { $name } sent the file { $file }.

notice-queued = You are in the queue.
notice-joined = { $name } is here.
notice-joined-too = { $name } is here too.
notice-left = { $name } has left the conversation.
notice-transferred = You are being put through to { $to }. Your place is kept.
notice-requeued = The advisor lost contact. You are first in the queue.
notice-message-left = We have received your message. The answer will come here.
notice-callback-asked = We will call you at the number you left.
notice-meeting-started = { $name } has opened a video meeting.
meeting-with = Video meeting with { $name }
to-meeting = Go to the meeting
notice-meeting-apart = The video meeting got a chat of its own.
notice-meeting-ended = The video meeting is over.
notice-left-read = { $name } is reading your message.
notice-left-done = Your message is done.
notice-left-done-by = { $name } has marked your message as done.
notice-ended = The conversation has ended.
notice-ended-by-me = You ended the conversation.
notice-ended-by = { $name } ended the conversation.

end-conversation = End the conversation
end-title = End the conversation?
end-about = You can no longer write here. What you have written is kept.
ended-title = The conversation has ended
left-ended-title = The message is done
start-new = Start a new conversation
sound-on = Turn sound on
sound-off = Turn sound off

transcript-save = Save a copy
transcript-mail = E-mail a copy
transcript-mail-send = Send the copy
transcript-mailed = The copy is on its way to { $to }.
transcript-file = conversation-{ $date }.txt

rating-ask = How did it go?
rating-1 = Badly
rating-2 = So-so
rating-3 = Okay
rating-4 = Well
rating-5 = Great
rating-comment = Would you like to tell us more?
rating-send = Send your rating
rating-thanks = Thank you for your rating.
