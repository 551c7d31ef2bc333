### The description of the HTTP interface, for people who write programs.

docs-title = The HTTP interface
docs-about = Whatever can be done by the socket at /socket can be done here. The description for programs: { $address }
docs-search = Search the addresses
docs-found = { $n ->
    [one] One address
   *[other] { $n } addresses
  }
docs-none = No address fits the search
docs-failed = The description couldn’t be fetched.
docs-parameters = Parameters
docs-body = What is sent
docs-answers = Answers
docs-open-to-all = Open to everybody
docs-signed-in = Needs a session or a visitor’s secret
docs-required = required
docs-copy = Copy as curl
docs-copied = Copied
docs-schemas = Forms
docs-routes = Addresses
docs-header = Header { $name }
docs-one-of = One of
docs-list-of = List of
docs-map-of = Map to
