### The start page.

portal-title = Advice when life changes
portal-lead = A divorce, debts or a move to Sweden. Write to an advisor, without booking and at no cost.
portal-lead-own = Write to us here, without booking. You can stay anonymous.
portal-sample-title = Family advisor
portal-sample-ask = Must we sell the house when we divorce?
portal-sample-joined = Karin Ek is here.
portal-sample-answer = Hello. No, not always. One of you can take it over and buy the other out.
portal-sample-next = Tell me how things are, and we will go through what applies to you.
portal-conversation = Your conversation is still here.
portal-conversation-open = Open the conversation
portal-ways = What is it about?
portal-full = The queue is full right now. Leave a message and we will answer.
portal-chat = Chat with us
portal-leave = Leave a message
portal-how = How it works
portal-step-queue = Join the queue
portal-step-queue-about = You see your place and how long it usually takes. Your place is kept even if you close the page.
portal-step-chat = Write with an advisor
portal-step-chat-about = You see who you write with. Send pictures and files if it helps.
portal-step-copy = Save a copy
portal-step-copy-about = When you are done you can save the conversation or get it by e-mail.
portal-invented = { $name } is an invented business that shows how Samtal works.
portal-staff = For staff
portal-desk = The desk
portal-wall = Live view
portal-demo = The chat on another page
