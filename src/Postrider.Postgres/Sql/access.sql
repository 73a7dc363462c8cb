-- name: version
select access from version;

-- name: raise_version
update version set access = access + 1;

-- name: find_key
select workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at
from api_key
where hash = $1;

-- name: create_workspace
insert into workspace (name, created_at) values ($1, postrider_now())
on conflict (name) do nothing
returning workspace_id, name, created_at, coalesce(outbound_calling, name = 'default'), coalesce(outbound_campaigns, name = 'default');

-- name: find_workspace
select workspace_id, name, created_at, coalesce(outbound_calling, name = 'default'), coalesce(outbound_campaigns, name = 'default') from workspace where name = $1;

-- name: get_workspace
select workspace_id, name, created_at, coalesce(outbound_calling, name = 'default'), coalesce(outbound_campaigns, name = 'default') from workspace where workspace_id = $1;

-- name: permit
update workspace set outbound_calling = coalesce($2::boolean, outbound_calling), outbound_campaigns = coalesce($3::boolean, outbound_campaigns) where workspace_id = $1
returning workspace_id, name, created_at, coalesce(outbound_calling, name = 'default'), coalesce(outbound_campaigns, name = 'default');

-- name: list_workspaces
select workspace_id, name, created_at, coalesce(outbound_calling, name = 'default'), coalesce(outbound_campaigns, name = 'default')
from workspace
where workspace_id > $1
order by workspace_id
limit $2;

-- name: create_key
insert into api_key (workspace_id, key_id, name, hash, hint, scopes, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, postrider_now(), $7)
returning workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at;

-- name: ensure_key
-- Writes only what is not so already: a start that changes nothing raises no version and appends no event.
insert into api_key as k (workspace_id, key_id, name, hash, hint, scopes, created_at)
values ($1, $2, $3, $4, $5, $6, postrider_now())
on conflict (hash) do update
set scopes = excluded.scopes, expires_at = null, revoked_at = null
where k.workspace_id = excluded.workspace_id
  and (k.scopes <> excluded.scopes or k.expires_at is not null or k.revoked_at is not null)
returning workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at;

-- name: key_is_elsewhere
select exists (select from api_key where hash = $2 and workspace_id <> $1);

-- name: list_keys
select workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at
from api_key
where workspace_id = $1 and key_id > $2
order by key_id
limit $3;

-- name: get_key
select workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at
from api_key
where workspace_id = $1 and key_id = $2;

-- name: revoke_key
update api_key set revoked_at = postrider_now()
where workspace_id = $1 and key_id = $2 and revoked_at is null
returning workspace_id, key_id, name, hint, scopes, created_at, expires_at, revoked_at;

-- name: lock_events
select pg_advisory_xact_lock($1);

-- name: append_event
with told as materialized (
    select case when exists (select from webhook_cursor c where c.workspace_id = $1) then pg_notify('postrider_news', '') end is null as told)
insert into event (workspace_id, position, kind, at, data)
select $1, nextval('event_position'), $2, postrider_now(), $3 from told;
