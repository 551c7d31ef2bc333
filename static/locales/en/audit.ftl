### The audit log: who has done and read what.

title-audit = Audit log · Samtal
audit = Audit log
audit-about = Who has done and read what. Nothing can be changed or removed, and that the log is read is written in it too.
audit-what = What
audit-what-all = Everything
audit-from = From
audit-until = To
audit-filter = Selection
audit-only-person = Show only { $name }
audit-only-subject = Show only what concerns { $name }
audit-person = Only { $name }
audit-subject = Only what concerns { $name }
audit-drop = Remove the selection { $name }
audit-clear = Show everything
audit-save = Save as a file
audit-older = Show older
audit-empty = Nothing is written here
audit-empty-filtered = Nothing fits the selection
audit-operator = Operations
audit-nameless = Nameless
audit-by = By
audit-at = When
audit-concerns = Concerns
audit-where = From where
audit-session = session { $id }
audit-shown = { $n ->
    [one] One line is shown.
   *[other] { $n } lines are shown.
  }
audit-not-yours = The audit log is read by administrators.

## What was done

audit-action-signed-in = Signed in
audit-action-signed-out = Signed out
audit-action-session-ended = Ended a session
audit-action-session-ended-by-provider = Was signed out by whoever vouched for the sign-in
audit-action-other-sessions-ended = Signed out everywhere else
audit-action-identifier-added = Added a way to prove who they are
audit-action-identifier-removed = Removed a way to prove who they are
audit-action-account-created = Created an account
audit-action-password-changed = Changed the password
audit-action-password-reset = Chose a new password for a forgotten one
audit-action-second-factor-added = Added codes in two steps
audit-action-second-factor-removed = Removed the codes in two steps
audit-action-recovery-codes-renewed = Made new recovery codes
audit-action-passkey-added = Added a passkey
audit-action-passkey-removed = Removed a passkey
audit-action-profile-changed = Changed their details
audit-action-profile-read = Read somebody’s details
audit-action-case-read = Read a case of another team
audit-action-cases-exported = Saved a list of cases as a file
audit-action-case-type-changed = Changed a case type
audit-action-merged = Was merged with
audit-action-conversation-watched = Read a conversation from outside
audit-action-transcript-read = Read a transcript
audit-action-file-read = Fetched a file
audit-action-conversation-joined = Stepped into a conversation
audit-action-conversation-taken-over = Took a conversation over
audit-action-meeting-looked-at = Looked at how a meeting went
audit-action-queue-changed = Changed a queue
audit-action-queue-added = Added a queue
audit-action-staff-added = Employed
audit-action-staff-invited = Invited a colleague
audit-action-invitation-resent = Sent an invitation again
audit-action-invitation-withdrawn = Withdrew an invitation
audit-action-invitation-taken = Accepted an invitation
audit-action-staff-changed = Changed a colleague’s details
audit-action-role-changed = Changed a colleague’s role
audit-action-staff-deactivated = Ended a colleague’s employment
audit-action-staff-reactivated = Took a colleague back
audit-action-factors-reset = Reset a colleague’s two steps
audit-action-role-rule-set = Changed what a role requires
audit-action-object-added = Added an object
audit-action-object-changed = Changed an object
audit-action-object-retired = Retired an object
audit-action-object-reinstated = Put an object back in use
audit-action-objects-imported = Read objects in from a file
audit-action-objects-exported = Saved the objects as a file
audit-action-audit-read = Read the audit log
audit-action-audit-exported = Saved the audit log as a file

## More about it

audit-way-visit = as a visitor
audit-way-password = with a password
audit-way-link = with a link by e-mail
audit-way-invitation = with an invitation
audit-way-passkey = with a passkey
audit-way-bankid = with BankID
audit-way-freja = with Freja
audit-way-oidc = with another sign-in
audit-role-from-to = from { $from } to { $to }
audit-role-two-steps = { $role }: two steps are asked for
audit-role-one-step = { $role }: one step is enough
audit-cases = { $n ->
    [one] { $n } case
   *[other] { $n } cases
}
audit-imported = { $created } new, { $changed } changed
audit-file = file { $id }
audit-conversation = conversation { $id }
