### The page that an invited colleague comes to.

title-invitation = Invitation · Samtal
invitation-title = Welcome
invitation-welcome = Welcome, { $name }
invitation-about = Choose a password, and you can begin.
invitation-about-title = You are invited as { $title }. Choose a password, and you can begin.
invitation-email = You sign in with
invitation-go = Begin
invitation-gone = The link no longer works
invitation-gone-about = It was used, is too old, or a newer one has replaced it. Ask whoever invited you to send a new one.
invitation-to-desk = To sign in
