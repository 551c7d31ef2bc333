### Live view: how the queues are doing.

title-wall = Live view · Samtal
wall-calm = All calm
wall-amber = Keep an eye on { $names }
wall-red = Needs help now: { $names }
wall-lost = No contact since { $time }
wall-connection-lost = No contact with the server. This page keeps trying, and shows the figures when contact is back.
wall-connection-offline = This screen is without internet. The page shows the figures when it is online again.
wall-queues = Queues
wall-not-yours = The live view is for supervisors and administrators.
whole-screen = Full screen

tile-waiting = waiting
tile-longest = longest wait
tile-trend = last hour
tile-trend-words = This many have waited during the last hour, every five minutes: { $values }
tile-active = in progress
tile-active-about = Conversations going on now.
tile-staffed = at work
tile-served = answered today
tile-served-about = How many have talked with an advisor today.
tile-abandoned = left the queue today
tile-abandoned-about = How many have left the queue today, or waited too long, without an answer.
tile-p50 = half answered within
tile-p50-about = Half of those answered today waited no longer than this.
tile-p90 = 9 in 10 answered within
tile-p90-about = Nine in ten of those answered today waited no longer than this.
tile-forecast = answered in the time told
tile-forecast-about = The share of those answered today who waited no longer than they were told when they came.
tile-left = left messages
tile-left-about = Left messages that nobody has dealt with yet.
tile-opens = Closed, opens { $time }
tile-closes = Open until { $time }
tile-lost = This is how it was at { $time }.
tile-calm = Calm
tile-wait-amber = The wait is getting long.
tile-wait-red = Somebody has waited too long.
tile-waiting-amber = Many are waiting.
tile-waiting-red = Too many are waiting.
tile-unstaffed-amber = Open, but nobody is at work.
tile-unstaffed-red = Somebody is waiting and nobody is at work.

wall-cases = Cases
wall-cases-days = the last 30 days
cases-open = open
cases-late = late
cases-late-words = { $n ->
    [0] No promise is broken right now.
    [one] One case waits longer than promised.
   *[other] { $n } cases wait longer than promised.
}
cases-answered = answered within a day; the goal is { $goal } %
cases-answered-about = Of the cases that came at least 24 hours ago, in the last 30 days: the share that had a first answer from staff within 24 hours. The goal is { $goal } %.
cases-satisfied = satisfied; the goal is { $goal } %
cases-satisfied-about = The share of ratings in the last 30 days that are 4 or 5 out of 5. The goal is { $goal } %.
cases-kept = promises kept
cases-kept-about = Of the times for answers and solutions that began in the last 30 days and are over: the share that was kept.
cases-opened = new cases
cases-opened-about = Cases that came in the last 30 days.

entries-all = Right now
entries-waiting = Waiting
entries-active = In progress
entries-only = Only { $name }
entries-none = Nobody right now.
entry-waiting = Waiting in the queue
entry-offered = Offered to { $name }
entry-active = Talking with { $name }
entry-parked = Put aside by { $name }
entry-closed = Ended
entry-left = Left the queue
entry-timed-out = Waited too long
entry-turned-to-message = Became a message

advisors = Advisors
advisors-away = Away
advisors-gone = { $n ->
    [one] One isn’t here
   *[other] { $n } aren’t here
  }
advisor-full = { $load } of { $capacity }, full
