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

transcript-subject = Your chat on { $date }
transcript-body =
    { $greeting }

    Here is what was written in your chat.

    { $transcript }

    You will also find the chat here:
    { $link }

    Kind regards
    { $sender }

transcript-title = Chat: { $queue }
transcript-title-plain = Chat
transcript-time = Times are in { $zone }.
transcript-customer = Customer
transcript-advisor = Advisor
transcript-supervisor = Supervisor
transcript-removed = [removed]
transcript-edited = (edited)
transcript-file = [File: { $name }, { $size }]
transcript-queued = In line
transcript-joined = { $name } joined the chat
transcript-left = { $name } left the chat
transcript-transferred = The chat was handed over to { $to }
transcript-requeued = Back, first in line
transcript-message-left = A message was left
transcript-ended = The chat ended
transcript-cut = [The transcript ends here: the chat is longer. We keep all of it.]
