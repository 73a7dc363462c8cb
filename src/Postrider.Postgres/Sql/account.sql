-- name: read_version
select account from version

-- name: find
select * from account where workspace_id = $1 and account_id = $2 and deleted_at is null

-- name: find_by_number
select * from account where workspace_id = $1 and number = $2 and deleted_at is null

-- name: find_default
select * from account where workspace_id = $1 and channel = $2 and deleted_at is null
order by is_default desc, kind = 'sandbox', created_at, number limit 1

-- name: list
select * from account
where workspace_id = $1 and deleted_at is null and account_id > $2
  and ($3::text is null or channel = $3) and ($4::boolean is null or (status = 'ok' and not paused) = $4) and ($3 = 'voice' or channel <> 'voice' or $6)
order by account_id limit $5

-- name: list_usable
select workspace_id, account_id from account where kind = any($1) and status = 'ok' and deleted_at is null order by workspace_id, account_id

-- name: add
insert into account (workspace_id, account_id, kind, channel, name, identifier, status, status_reason, paused, settings, secrets, daily_limit, ramp_up, send_window, time_zone, jitter_seconds, max_connections, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13::jsonb, $14::jsonb, $15, $16, $17, postrider_now(), postrider_now())
on conflict do nothing

-- name: add_load
insert into account_load (workspace_id, account_id) values ($1, $2) on conflict do nothing

-- name: replace
update account
set name = $5, identifier = $6, status = $7, status_reason = $8, paused = $9, settings = $10::jsonb, secrets = $11, daily_limit = $12, ramp_up = $13::jsonb,
    send_window = $14::jsonb, time_zone = $15, jitter_seconds = $16, max_connections = $17, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and kind = $3 and channel = $4 and deleted_at is null and ($18 = '-infinity' or updated_at = $18)

-- name: break
update account set status = $3, status_reason = $4, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and status <> $3 and deleted_at is null and updated_at <= coalesce($5, updated_at)

-- name: replace_secrets
update account set secrets = $4 where workspace_id = $1 and account_id = $2 and secrets = $3 and deleted_at is null

-- name: delete
update account set deleted_at = postrider_now(), secrets = null, is_default = false, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and deleted_at is null

-- name: raise_version
update version set account = account + 1

-- name: lock_lanes
select l.lane from line join lane l using (workspace_id, lane)
where line.workspace_id = $1 and line.account_id = $2
order by l.lane
for no key update of l

-- name: look_again
update lane l set ready_at = least(l.ready_at, postrider_now())
from line where line.workspace_id = $1 and line.account_id = $2 and l.workspace_id = line.workspace_id and l.lane = line.lane
