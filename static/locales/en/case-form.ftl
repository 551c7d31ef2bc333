### Forms for cases, with customers and staff.

case-choose = Choose …
case-unchoose = Clear the choice
case-tree-within = Within { $branch }
case-postcode = Postcode
case-town = Town
case-staff-only = staff only
case-files-choose = Choose files
case-files-more = Add more
case-files-hint = { $max ->
    [one] One file.
   *[other] At most { $max } files.
  }
uploads-total = { $n ->
    [one] One file is on its way: { $sent } of { $size }
   *[other] { $n } files are on their way: { $sent } of { $size }
}
case-files-left = At most { $max ->
    [one] one file
   *[other] { $max } files
  }. { $left } left out.
case-files-later = Files can be added once the case is open.
case-file-nameless = File
case-file-remove = Remove { $name }

case-fault-missing = Fill in this field.
case-fault-choose = Choose one of the options.
case-fault-branch = Choose in the last list too.
case-fault-date = Choose a date.
case-fault-file = Add at least one file.
case-fault-files = At most { $max ->
    [one] one file
   *[other] { $max } files
  }. Remove some.
case-fault-place = Write the postcode with four or five figures, and the town.
case-fault-phone = Write a telephone number, for example +46 70 123 45 67.
case-fault-number = Write a number in figures, for example 12.
case-fault-whole = Write a whole number, without decimals.
case-fault-too-precise = Write at most { $decimals ->
    [one] one decimal
   *[other] { $decimals } decimals
  }.
case-fault-too-small = Write { $min } or more.
case-fault-too-large = Write { $max } or less.
case-fault-too-long = Write at most { $max } characters.
case-fault-shorter = This is too long. Write less.
case-fault-object = We find nothing with that number. Look at the label again.
case-fault-unknown = We don't know it. Look again and rewrite it.
case-fault-not-asked = The form has changed. Load the page again; what you filled in is kept.
case-fault-unreadable = This can't be read. Write it another way.

## To be called

callback-form = Get a call
callback-phone = Phone
callback-wish = When does it suit?
callback-wish-hint = For example after 3 p.m.
callback-change = Change
callback-withdraw = Cancel the call
callback-suits = It suits:
callback-closed = The case is closed. It is no longer possible to ask for a call.
