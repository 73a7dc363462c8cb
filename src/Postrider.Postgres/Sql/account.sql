-- name: read_version
select account from version

-- name: find
select * from account where workspace_id = $1 and account_id = $2 and deleted_at is null

-- name: find_by_number
select * from account where workspace_id = $1 and number = $2 and channel <> 'webhook' and deleted_at is null

-- name: find_default
select * from account where workspace_id = $1 and channel = $2 and deleted_at is null
order by is_default desc, kind = 'sandbox', created_at, number limit 1

-- name: list
select * from account
where workspace_id = $1 and deleted_at is null and account_id > $2
  and ($3::text is null or channel = $3) and ($4::boolean is null or (status = 'ok' and not paused) = $4) and channel <> 'webhook' and ($3 = 'voice' or channel <> 'voice' or $6)
order by account_id limit $5

-- name: filter
select a.* from account a cross join lateral (select lower(coalesce(a.settings->>'from_address', a.identifier)) as address) as m
where a.workspace_id = $1 and a.channel = $2 and a.deleted_at is null
  and ($3::text[] is null or a.kind = any($3)) and ($4::boolean is null or (a.status = 'ok') = $4) and ($5::text is null or m.address = lower($5))
  and ($6::text[] is null or exists (select from unnest($6) as d(domain) where right('.' || split_part(m.address, '@', 2), length(d.domain) + 1) = '.' || lower(d.domain)))
  and ($7::text[] is null or exists (
    select from account_tag_use u join account_tag t using (workspace_id, tag_id) join unnest($7) as w(name) on lower(t.name) = lower(w.name)
    where u.workspace_id = a.workspace_id and u.account_id = a.account_id))
order by a.number offset $8 limit $9

-- name: lock_channel
select from account where workspace_id = $1 and channel = $2 and deleted_at is null order by account_id for no key update

-- name: clear_default
update account set is_default = false where workspace_id = $1 and channel = $2 and is_default and account_id <> $3
  and exists (select from account a where a.workspace_id = $1 and a.channel = $2 and a.account_id = $3 and a.deleted_at is null)

-- name: set_default
update account set is_default = true where workspace_id = $1 and channel = $2 and account_id = $3 and deleted_at is null

-- name: read_use
select action, used from account_use where workspace_id = $1 and account_id = $2 and day = $3

-- name: read_loads
select account_id, in_flight, used_day, used from account_load where workspace_id = $1 and account_id = any($2)

-- name: read_uses
select u.account_id, u.action, u.used from account_use u join unnest($2::text[], $3::date[]) as d(account_id, day) using (account_id, day) where u.workspace_id = $1

-- name: is_in_use
select exists (select from account_load where workspace_id = $1 and account_id = $2 and in_flight > 0)
    or exists (
        select from line l
        where l.workspace_id = $1 and l.account_id = $2
          and (exists (select from live_job j where j.workspace_id = $1 and j.lane = l.lane and j.account_id = $2 and j.state = 'waiting' and j.in_line)
            or exists (select from live_job j where j.workspace_id = $1 and j.lane = l.lane and j.account_id = $2 and j.state = 'waiting' and not j.in_line)))

-- name: list_usable
select workspace_id, account_id from account where kind = any($1) and status = 'ok' and deleted_at is null order by workspace_id, account_id

-- name: list_watched
-- An account that failed in use is not well because a look at it is: a number that Meta restricts still answers.
select workspace_id, account_id, status from account
where deleted_at is null and not paused and (kind = any($1) or (kind = any($2) and status = 'error')) and not (status = 'error' and broken_by_attempt)
order by workspace_id, account_id

-- name: add
insert into account (workspace_id, account_id, kind, channel, name, identifier, status, status_reason, paused, settings, secrets, daily_limit, ramp_up, send_window, time_zone, jitter_seconds, max_connections,
    signature, opt_out_link, opt_out_text, action_limits, receiving_reason, start_gap, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13::jsonb, $14::jsonb, $15, $16, $17, $18, $19, $20, $21::jsonb, $22, $23, postrider_now(), postrider_now())
on conflict do nothing

-- name: add_load
insert into account_load (workspace_id, account_id) values ($1, $2) on conflict do nothing

-- name: replace
update account
set name = $5, identifier = $6, status = $7, status_reason = $8, paused = $9, settings = $10::jsonb, secrets = $11, daily_limit = $12, ramp_up = $13::jsonb,
    send_window = $14::jsonb, time_zone = $15, jitter_seconds = $16, max_connections = $17,
    signature = $18, opt_out_link = $19, opt_out_text = $20, action_limits = $21::jsonb, receiving_reason = $22, start_gap = $23, broken_by_attempt = broken_by_attempt and status = $7, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and kind = $3 and channel = $4 and deleted_at is null and ($24 = '-infinity' or updated_at = $24)

-- name: break
update account set status = $3, status_reason = $4, receiving_reason = case when $6 then $4 end, broken_by_attempt = false, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and status <> $3 and deleted_at is null and updated_at <= coalesce($5, updated_at)

-- name: report
update account
set status = $3, status_reason = $4, receiving_reason = $5, identifier = coalesce($6, identifier), broken_by_attempt = false, updated_at = postrider_now()
where workspace_id = $1 and account_id = $2 and deleted_at is null
  and (status, status_reason, receiving_reason, identifier) is distinct from ($3, $4, $5, coalesce($6, identifier))

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

-- name: read_load
select in_flight, used_day, used from account_load where workspace_id = $1 and account_id = $2
