-- Sign-ins by an app: on which device, and whether their page is still there; what BankID has signed.

alter table sign_ins
  -- The app was to be started where the page is: only who comes back the app's own way may end it.
  add column same_device boolean not null default false,
  -- When its page was last heard of.
  add column seen_at timestamptz;

-- What BankID gives as evidence: for whoever must show later that somebody identified themselves or signed.
create table bankid_signatures (
  -- BankID's name for the order.
  reference      text primary key check (char_length(reference) between 1 and 100),
  kind           text not null check (kind in ('identify', 'sign')),
  -- The sign-in it belongs to; that is forgotten sooner.
  sign_in_id     uuid,
  -- As the app showed it.
  visible_text   text not null check (char_length(visible_text) <= 40000),
  -- SHA-256 of what was signed besides and not shown.
  hidden_hash    bytea check (octet_length(hidden_hash) = 32),
  -- XML-DSig and OCSP response, both in base64 as they came.
  signature      text not null,
  ocsp_response  text not null,
  at             timestamptz not null
);
create index bankid_signatures_sign_in on bankid_signatures (sign_in_id);
