-- Sessions that came from an OpenID provider: what is needed to sign out there too, and log-outs that it has told us.

alter table sessions
  -- Which provider, as the operator calls it.
  add column provider  text check (char_length(provider) <= 60),
  -- Shown when signing out there: it says whose session ends (OpenID Connect RP-Initiated Logout 1.0 §2).
  add column id_token  text check (char_length(id_token) <= 20000);

-- A log-out works once.
create table logout_tokens (
  issuer      text not null check (char_length(issuer) <= 300),
  jti         text not null check (char_length(jti) between 1 and 300),
  expires_at  timestamptz not null,
  primary key (issuer, jti)
);
create index logout_tokens_expired on logout_tokens (expires_at);
