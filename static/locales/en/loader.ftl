### The button on a host page. The loader reads only lines of the form name = text.

loader-open = Open the chat
loader-close = Close the chat
loader-unread = Open the chat, { $count } unread
loader-title = Chat with us
