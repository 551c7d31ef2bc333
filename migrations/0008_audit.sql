-- The audit log is read by what was done too.
create index audit_action on audit (action, at, id);
