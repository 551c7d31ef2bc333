### Knappen på en värdsida. Laddaren läser bara rader av formen namn = text.

loader-open = Öppna chatten
loader-close = Stäng chatten
loader-unread = Öppna chatten, { $count } olästa
loader-title = Chatta med oss
