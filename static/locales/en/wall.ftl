### The wall: how things stand now.

title-wall = How things stand · Samtal
wall-calm = All is calm
wall-amber = Keep an eye on { $names }
wall-red = Needs help now: { $names }
wall-lost = No contact since { $time }
wall-connection-lost = No contact with the server. This page keeps trying, and shows how things stand when contact is back.
wall-connection-offline = This screen is without internet. The page shows how things stand when it is online again.
wall-queues = Queues
wall-not-yours = The wall is for supervisors and administrators.
whole-screen = Whole screen

tile-waiting = waiting
tile-longest = longest wait
tile-trend = last hour
tile-trend-words = This many have waited during the last hour, every five minutes: { $values }
tile-active = going on
tile-staffed = there
tile-served = answered today
tile-abandoned = left today
tile-p50 = half within
tile-p90 = nine in ten within
tile-forecast = forecast kept
tile-left = messages
tile-opens = Closed, opens { $time }
tile-closes = Open until { $time }
tile-lost = This is how it was at { $time }.
tile-calm = Calm
tile-wait-amber = The wait is getting long.
tile-wait-red = Somebody has waited too long.
tile-waiting-amber = Many are waiting.
tile-waiting-red = Too many are waiting.
tile-unstaffed-amber = Open, but nobody is there.
tile-unstaffed-red = Somebody is waiting and nobody is there.

entries-all = Right now
entries-waiting = Waiting
entries-active = Going on
entries-only = Only { $name }
entries-none = Nobody right now.
entry-waiting = Waits in line
entry-offered = { $name } is asked
entry-active = Talks with { $name }
entry-parked = Aside with { $name }
entry-closed = Ended
entry-left = Left the line
entry-timed-out = Waited too long
entry-turned-to-message = Became a message

advisors = Advisors
advisors-gone = { $n ->
    [one] One isn’t here
   *[other] { $n } aren’t here
  }
advisor-full = { $load } of { $capacity }, full
