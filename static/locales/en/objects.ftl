### Objects: machines and other things that are seen to.

title-objects = Objects · Samtal
objects = Objects
object = Object
objects-back = Back to the objects
objects-search = Search objects
objects-show = Show
objects-used = In use
objects-retired = Retired
objects-save = Save as a file
objects-file = objects
objects-more = Show more
objects-shown = { $n ->
    [one] One object.
   *[other] { $n } objects.
  }
objects-shown-first = The first { $n } are shown.
objects-none = No objects yet
objects-none-about = Add them one by one, or read them in from a file.
objects-none-alone = Add the first one: everybody who works here will have it.
objects-none-found = No object fits
objects-none-found-about = Search for a part of the name, number, make, serial number or address.
objects-none-retired = Nothing is retired
objects-label = Label
objects-choose = Choose { $number } { $name }
objects-choose-all = Choose all that are shown
objects-choose-none = Choose none
objects-chosen = { $n ->
    [one] One object is chosen.
   *[other] { $n } objects are chosen.
  }

## One object

object-new = New object
object-add = Add
object-added = { $number } { $name } has been added.
object-edit = Change { $number } { $name }
object-saved = { $number } { $name } has been changed.
object-number = Number
object-number-made = Leave it empty to get the next free number.
object-number-changes = The label on the object is no longer right once the number is another.
object-number-wrong = A number is made of letters A–Z and figures. Full stops, hyphens, underscores and slashes may stand within it.
object-number-taken = Another object has that number already.
object-number-taken-or-clash = Another object has that number already, or somebody changed this one at the same time. Close this and have a look.
object-clash = Somebody changed the object at the same time. Close this, open it again and make your change.
object-name = Name
object-kind = Make and model
object-maker = Make
object-model = Model
object-serial = Serial number
object-place = Place
object-street = Street address
object-postcode = Postcode
object-town = Town
object-remarks = Remarks
object-retired = Retired
object-retire = Retire
object-retired-now = { $number } { $name } is retired.
object-reinstate = Put back in use
object-reinstated = { $number } { $name } is in use again.
object-history = History
object-label = Label
object-label-of = The label of { $number }
object-label-print = Print label

## Labels

labels-make = Make labels
labels-title = { $n ->
    [one] One label
   *[other] { $n } labels
  }
labels-about = Fits sheets of 21 labels, 63.5 × 38.1 mm. Print at actual size (100%) without margins. The code leads to the page where a fault of the object is reported.
labels-print = Print
labels-sheet = Sheet { $n }
labels-failed = Not all labels have arrived. Try again.

## From a file

import = Read in a file
import-about = Choose a file from a spreadsheet, saved as CSV. It is tried first: you see what happens before anything changes.
import-columns = The first row has headings: Number, Name, Make, Model, Serial number, Street address, Postcode, Town, Remarks. Only Name must be there.
import-rules = A row with a known number changes that object. Other rows become new objects, and one without a number gets one. At most 20,000 rows and 5 MB.
import-file = File to read in
import-choose = Choose a file
import-another = Choose another file
import-go = { $n ->
    [one] Read in one object
   *[other] Read in { $n } objects
  }
import-done = Read in: { $created } new, { $changed } changed.
import-too-large = The file is larger than 5 MB. Divide it.
import-read = { $rows ->
    [one] One row
   *[other] { $rows } rows
  }, { $encoding }, { $separator } between cells
separator-semicolon = semicolons
separator-comma = commas
separator-tab = tabs
import-created = New
import-changed = Will change
import-unchanged = As before
import-nothing = The register has all that is in the file. There is nothing to read in.
import-faulty = { $n ->
    [one] One thing in the file needs mending. Nothing is read in until it is.
   *[other] { $n } things in the file need mending. Nothing is read in until they are.
  }
import-faults = To mend in the file
import-more-faults = { $n ->
    [one] One more is not shown here.
   *[other] { $n } more are not shown here.
  }
import-ignored = These columns are not used: { $columns }.
import-line = Row
import-column = Column
import-fault = To mend
import-whole-row = The whole row
fault-not-text = This is not a text file. Save the spreadsheet as CSV and choose that file instead.
fault-missing-column = The column is missing.
fault-column-twice = The column is there twice:
fault-no-rows = There are no rows below the headings.
fault-too-many-rows = The file has more than 20,000 rows. Divide it.
fault-too-many-cells = The row has more cells than there are headings.
fault-unclosed-quote = A quotation mark is opened and never closed.
fault-stray-quote = Something stands after a closing quotation mark.
fault-empty = The cell is empty.
fault-too-long = The text is too long:
fault-hidden-character = The text has a line break, or a character that does not show or could not be read:
fault-bad-number = Only A–Z, figures, full stops, hyphens, underscores and slashes can stand in a number:
fault-number-twice = The number is on a row above, too:
