### Signing in, the account and links in mails: several pages share these words.

## Signing in

sign-in-title = Sign in
sign-in-about = For those who answer in Samtal.
sign-in-about-customer = Then your conversations are kept, on all your devices.
sign-in-login = E-mail address or user name
sign-in-email = E-mail address
sign-in-password = Password
sign-in = Sign in
sign-in-in = Try again in { $seconds } s
sign-in-wrong = The e-mail address or the password is wrong.
sign-in-unreachable = The server isn’t answering right now. Try again in a while.
sign-in-wait = There have been too many attempts. Wait a while.
sign-in-mail-link = Mail me a link instead
sign-in-forgot = Forgotten your password or user name?
sign-in-create = Create an account
sign-out = Sign out
sign-out-here = Sign out here
sign-out-others = Sign out everywhere else
sign-out-everywhere = Sign out everywhere
signed-in-as = Signed in as { $name }
head-cases = My cases
my-account = My account
nameless = without a name

link-ask-title = Get a link
link-ask-about = We mail you a link that signs you in. It works once, for a quarter of an hour.
link-ask = Send the link
forgot-title = Get in again
forgot-about = We mail you a link where you choose a new password.
forgot-ask = Send the link
forgot-name = I have forgotten my user name
user-name-title = Forgotten your user name
user-name-about = We mail it to you.
user-name-ask = Send it
create-title = Create an account
create-about = Your conversations are then kept, and you reach them everywhere.
create-name = Your name
create-password = Choose a password
password-hint = At least 10 characters. A sentence is good.
password-short = { $n ->
    [one] One more character is needed.
   *[other] { $n } more characters are needed.
  }
password-refused = This password is too easy to guess. Choose another one.
address-refused = See that the address is written like this: anna@example.org
create-ask = Create the account
sent-title = Look in your mail
sent-about = If all is right, a mail comes to { $login } within a minute or so. Open the link in it.
sent-name-about = If the address belongs to an account, a mail comes to { $login } within a minute or so.
sent-nothing = Nothing came? Look in the spam, or try again with another address.
sent-again = Try again

## Links in mails

link-looking = Looking what the link does …
link-from = Asked for from { $where }.
link-from-here = Asked for in this browser.
link-sign-in-title = Sign in as { $name }?
link-sign-in = Sign in
link-not-you = If it isn’t you, close the page. Then nothing happens.
link-reset-title = Choose a new password
link-reset-about = For { $email }. You are signed out everywhere.
link-reset = Save the password
link-create-title = Confirm { $email }
link-create-about = Then your account is ready.
link-create-elsewhere = You opened the link in another browser than the one where you created the account. Type the password that you chose there.
link-create-wrong = That isn’t the password that was chosen.
link-create = Confirm
link-address-title = Add { $email }?
link-address-about = The address then belongs to the account you are signed in to.
link-address-sign-in = Sign in first, as the one who asked for the link. Then open it again.
link-address-other = The link belongs to another account than the one you are signed in to.
link-address = Add
link-address-done = The address belongs to your account now.
link-taken = The address belongs to an account already. Sign in to that one instead.
link-gone-title = The link can’t be used
link-gone-about = It has been used, is too old or isn’t whole. Ask for a new one.
link-gone-new = To the sign-in

## The account

account-title = My account
account-out-title = You aren’t signed in
account-details = About me
account-name = Name
account-phone = Phone
account-street = Street
account-postcode = Postcode
account-town = Town
account-country = Country
account-country-none = Not given
account-born = Born
account-about-me = Good to know about me
account-about-hint = Read by those who help you.
account-told = How I want to be told
account-by-mail = By e-mail
account-by-sms = By text message
account-language = Language
account-save = Save
account-saved = Saved.
account-check = Have a look: { $field }.
account-phone-wrong = Write the number like this: +46 70 174 06 05
account-born-wrong = Have a look at the date.
account-sms-needs-phone = Fill in a phone number to get text messages.

ways-title = How I sign in
ways-proven = { $how } · { $when }
ways-remove = Remove { $value }
ways-last = The last way to sign in can’t be removed.
ways-email = E-mail address
ways-user-name = User name
ways-phone = Phone
ways-personal-number = Personal number, born { $value }
ways-mail-here = Mail comes here
proven-operator = From the beginning
proven-mail = Confirmed by e-mail
proven-invitation = Confirmed by an invitation
proven-chosen = Chosen by you
proven-bankid = With BankID
proven-freja = With Freja
proven-oidc = With another sign-in
ways-add-email = New e-mail address
ways-add-email-hint = We mail a link there. Your present address is told.
ways-add-email-ask = Send the link
ways-add-email-sent = Look in the mail of { $email }. Open the link there.
ways-add-outside = New e-identification
ways-add-outside-about = You can then sign in with it too.
ways-set-user-name = Choose a user name
ways-user-name-hint = 3–40 letters, digits, dots or hyphens.
ways-user-name-save = Save the name
ways-user-name-taken = The name is taken.
ways-user-name-wrong = That can’t be used as a name.
ways-password = Password
ways-password-none = You have no password yet.
ways-password-old = Present password
ways-password-new = New password
ways-password-save = Change password
ways-password-set = Choose password
ways-password-about = You are signed out on your other devices.
ways-password-wrong = The present password is wrong.
ways-password-done = The password is changed. Other devices are signed out.

sessions-title = Where I am signed in
sessions-device = { $browser } on { $system }
sessions-unknown = Unknown device
sessions-here = This one
sessions-used = Used { $when }
sessions-way-visit = Visit without an account
sessions-way-password = By password
sessions-way-link = By a link in a mail
sessions-way-invitation = By an invitation
sessions-way-passkey = By a security key
sessions-way-bankid = By BankID
sessions-way-freja = By Freja
sessions-way-oidc = By another sign-in
sessions-end = Sign out { $device }
sessions-end-short = Sign out
sessions-ended = Signed out there.
sessions-others-ended = Signed out everywhere else.
