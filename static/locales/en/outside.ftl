### Signing in with something outside Samtal: BankID, Freja eID and services with OpenID Connect.

outside-or = or
outside-by = Continue with { $provider }
outside-add = Add { $provider }
outside-other-way = Continue another way
outside-finishing = Done. Signing you in …
outside-adding = Done. Adding it …
outside-added = Added. You can sign in with { $provider } now.
outside-returning = Looking at how it went …

outside-cancelled = The identification was cancelled. Try again.
outside-unavailable = { $provider } isn’t answering right now. Try again in a while.
outside-refused = { $provider } could not do what was needed. Try again. If it happens again, continue another way.
outside-not-believed = The answer from { $provider } could not be trusted, so nobody was signed in. Try again.
outside-failed = Something went wrong at { $provider }. Try again.
outside-over = This sign-in is over. It has been used, is too old or began in another browser. Begin again.
outside-taken = { $provider } belongs to another account here already, and the two can’t be joined.
outside-not-let-in = This can’t be used to sign in. Ask whoever takes care of your account.

bankid-on-this = BankID on this device
bankid-on-other = BankID on another device
bankid-step-open = Open the BankID app on your phone.
bankid-step-scan = Press Scan QR code and point the camera here.
bankid-qr = QR code to scan with the BankID app
bankid-launch = Open BankID
bankid-returning = Done. The BankID app opens the page that signs you in.

bankid-scan = Waiting for you to scan the code.
bankid-starting = The BankID app should open now. If nothing happens, press the button.
bankid-open = Open the BankID app.
bankid-looking = Looking for a BankID on this device. If it takes long there is probably none here that can be used.
bankid-scanned = The code is scanned. Go on in the BankID app.
bankid-code = Enter your security code in the BankID app and choose Identify.
bankid-document = Take a picture of your passport or national identity card in the BankID app, and scan it.
bankid-call = Confirm in the BankID app that it is you who are calling.
bankid-waits = Under way. Go on in the BankID app.

bankid-you-cancelled = You cancelled in the BankID app.
bankid-cancelled = The sign-in was cancelled. Try again.
bankid-two-at-once = Another request to your BankID was under way, so both were stopped. Try again.
bankid-expired = The BankID app did not answer in time. Check that it is online and that your BankID is valid, and try again.
bankid-blocked = Your BankID is blocked or too old. Get a new one from your bank.
bankid-not-installed = The BankID app was not found on this device. Install it and get a BankID from your bank, or use another device.
bankid-not-scanned = No QR code was scanned. Open the BankID app, scan the code and try again.
bankid-call-declined = You answered in the BankID app that you are not calling.
bankid-old-app = Your BankID app is too old for this. Update it and try again.
bankid-risk = BankID stopped the sign-in for safety. If somebody asked you to sign in: stop, and contact your bank.
bankid-trouble = BankID does not answer as it should now. Try again in a while.
bankid-failed = Something went wrong at BankID. Try again.

freja-on-this = Freja on this device
freja-on-other = Freja on another device
freja-step-open = Open the Freja app on your phone.
freja-step-scan = Press Scan and point the camera here.
freja-qr = QR code to scan with the Freja app
freja-launch = Open Freja

freja-scan = Waiting for you to scan the code.
freja-starting = Open Freja, approve there and then come back here.
freja-confirm = Approve in the Freja app and then come back here.
freja-waits = Under way. Go on in the Freja app.

freja-you-cancelled = You declined in the Freja app.
freja-already-open = Another request to your Freja was under way, so both were stopped. Try again.
freja-expired = The Freja app did not answer in time. Check that it is online, and try again.
freja-not-opened = Freja was not opened. Is the app on this device? Try again, or choose another device.
freja-level-too-low = Your Freja is registered at a lower level than is needed here. Upgrade it in the app, or continue another way.

oidc-leaving = Taking you to { $provider } …
oidc-denied = You cancelled at { $provider }, or may not sign in from there.
oidc-level-too-low = { $provider } doesn’t know you as surely as is needed here. Choose a higher level of assurance there, or continue another way.
oidc-claim-missing = { $provider } did not say who you are. Try again and agree that it is told.

return-title = Sign in
return-elsewhere = The sign-in did not begin in this browser. Go back to the browser where you began, and begin again there. If somebody else asked you to open BankID, do nothing more.
return-start = To the start page
