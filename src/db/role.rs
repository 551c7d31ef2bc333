//! What the server may do in its database: read and write, but change no line of the audit log and no table.
//!
//! Migrations run as the account that owns the tables; the server's connections take on a role of least rights. A role
//! belongs to the whole cluster, so several servers and databases make it at once: who comes second finds it there.
//! Invariant: nothing here fails because an account may not make roles; [`standing`] says how it stands.

use anyhow::{Context, Result};
use sqlx::{PgConnection, postgres::PgConnectOptions};
use tracing::info;

/// The role that the server's connections take on.
pub(crate) const ROLE: &str = "samtal_server";

/// Nobody signs in as it.
const MAKE: &str = "create role samtal_server nologin";
/// To take it on one must be a member, which its maker is not by itself.
const JOIN: &str = "grant samtal_server to current_user";
const TAKE: &str = "set role samtal_server";
const LET_GO: &str = "set role none";
/// One at a time in a database: two that grant at once would stand in each other's way.
const IN_TURN: &str = "select pg_advisory_xact_lock(7325611027)";

/// Reading and writing everywhere, also in tables that come later; in the audit log reading and adding; of the schema's
/// own history reading.
const GRANT: &str = "
do $$
declare
  place record;
begin
  execute format('grant usage on schema %I to samtal_server', current_schema());
  for place in
    select c.oid::regclass as name, c.relname from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('revoke all on %s from samtal_server', place.name);
    if place.relname = 'audit' then
      execute format('grant select, insert on %s to samtal_server', place.name);
    elsif place.relname = '_sqlx_migrations' then
      execute format('grant select on %s to samtal_server', place.name);
    else
      execute format('grant select, insert, update, delete on %s to samtal_server', place.name);
    end if;
  end loop;
  execute format('grant usage on all sequences in schema %I to samtal_server', current_schema());
  execute format('alter default privileges in schema %I
                    grant select, insert, update, delete on tables to samtal_server', current_schema());
  execute format('alter default privileges in schema %I grant usage on sequences to samtal_server', current_schema());
end $$
";

/// Whether the role has in this database what it needs and no more.
const IS_GRANTED: &str = "
select count(*) > 0 and bool_and(
    has_table_privilege('samtal_server', c.oid, 'select')
    and has_table_privilege('samtal_server', c.oid, 'insert') = (c.relname <> '_sqlx_migrations')
    and has_table_privilege('samtal_server', c.oid, 'update') = (c.relname not in ('audit', '_sqlx_migrations'))
    and has_table_privilege('samtal_server', c.oid, 'delete') = (c.relname not in ('audit', '_sqlx_migrations'))
    and not has_table_privilege('samtal_server', c.oid, 'truncate'))
from pg_class c
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
";

/// Whether whoever is asked as may change the audit log; not known while there is none.
const MAY_CHANGE: &str =
    "select has_table_privilege(to_regclass('audit'), 'update, delete, truncate')";

/// What the server's connections may do to the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// They take on the role, which may only read and add.
    TakesRole,
    /// The account itself may not change it.
    MayNotChange,
    /// They could: the account may, and can't take on the role.
    MayChange,
}

/// Makes the role and grants it what it needs, as the account that owns the tables. Where the account may not, everything
/// stays as it is.
pub(super) async fn prepare(owner: &mut PgConnection) -> Result<()> {
    if !exists(owner).await? && !tried(owner, MAKE).await? {
        info!("the account may not make roles; see `samtal doctor`");
        return Ok(());
    }
    if !take(owner).await? && !tried(owner, JOIN).await? {
        return Ok(());
    }
    if ask(owner, IS_GRANTED).await? {
        return Ok(());
    }
    let granted = async {
        use sqlx::Connection;

        let mut tx = owner.begin().await?;
        sqlx::query(IN_TURN).execute(&mut *tx).await?;
        sqlx::query(GRANT).execute(&mut *tx).await?;
        tx.commit().await
    };
    match granted.await {
        Err(error) if !is_refused(&error) => Err(error).context("grant the server its rights"),
        _ => Ok(()),
    }
}

/// How a connection as `connection`'s account would stand.
pub(crate) async fn standing(connection: &mut PgConnection) -> Result<Standing> {
    if exists(connection).await? && ask(connection, IS_GRANTED).await? && take(connection).await? {
        return Ok(Standing::TakesRole);
    }
    if ask(connection, MAY_CHANGE).await? {
        Ok(Standing::MayChange)
    } else {
        Ok(Standing::MayNotChange)
    }
}

/// Whether the account may make roles.
pub(crate) async fn may_make(connection: &mut PgConnection) -> Result<bool> {
    let may = "select rolsuper or rolcreaterole from pg_roles where rolname = session_user";
    ask(connection, may).await
}

/// The way of connections that take the role on from their first moment: also `reset role` leads back to it.
pub(super) fn with_role(options: PgConnectOptions) -> PgConnectOptions {
    options.options([("role", ROLE)])
}

async fn exists(connection: &mut PgConnection) -> Result<bool> {
    let exists = "select exists (select from pg_roles where rolname = 'samtal_server')";
    ask(connection, exists).await
}

async fn ask(connection: &mut PgConnection, question: &'static str) -> Result<bool> {
    let answer: Option<bool> = sqlx::query_scalar(question)
        .fetch_one(connection)
        .await
        .context("ask for the server's rights")?;
    Ok(answer.unwrap_or(false))
}

/// Whether the role can be taken on; it is let go again.
async fn take(connection: &mut PgConnection) -> Result<bool> {
    if !tried(connection, TAKE).await? {
        return Ok(false);
    }
    sqlx::query(LET_GO)
        .execute(connection)
        .await
        .context("let the role go")?;
    Ok(true)
}

/// False if the account may not. Somebody who did it at the same moment has done it for us.
async fn tried(connection: &mut PgConnection, what: &'static str) -> Result<bool> {
    match sqlx::query(what).execute(connection).await {
        Ok(_) => Ok(true),
        Err(error) if is_refused(&error) => Ok(false),
        Err(error) if is_done_already(&error) => Ok(true),
        Err(error) => Err(error).context("prepare the server's role"),
    }
}

/// Insufficient privilege; or a managed database that knows better.
fn is_refused(error: &sqlx::Error) -> bool {
    has_code(error, &["42501", "0LP01", "22023", "42704"])
}

/// There is such a role, or the row of it was written at the same moment.
fn is_done_already(error: &sqlx::Error) -> bool {
    has_code(error, &["42710", "23505"])
        || matches!(error, sqlx::Error::Database(db) if db.message() == "tuple concurrently updated")
}

fn has_code(error: &sqlx::Error, codes: &[&str]) -> bool {
    let sqlx::Error::Database(error) = error else {
        return false;
    };
    error.code().is_some_and(|code| codes.contains(&&*code))
}
