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
transcript-meeting-started = { $name } opened a video meeting
transcript-meeting-apart = The meeting got a chat of its own
transcript-meeting-ended = The video meeting ended
transcript-ended = The conversation ended
transcript-cut = [The transcript ends here: the conversation is longer. We keep all of it.]
