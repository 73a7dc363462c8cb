-- name: insert_finished
insert into finished_job (workspace_id, job_id, channel, state, attempt, started_at, finished_at, result, error_code, error_message)
select workspace_id, job_id, channel, state, attempt, started_at, $10, result, error_code, error_message
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
    as u(workspace_id, job_id, channel, state, attempt, started_at, result, error_code, error_message)

-- name: delete_live
delete from live_job l
using unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
where l.workspace_id = u.workspace_id and l.job_id = u.job_id

-- name: lock_lanes
select l.ready_at from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
join lane l using (workspace_id, lane)
order by l.workspace_id, l.lane
for no key update of l

-- name: read_now
select postrider_now()

-- name: own
select u.ordinal
from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::uuid[]) with ordinality as u(workspace_id, job_id, claim, node_id, ordinal)
join live_job l on l.workspace_id = u.workspace_id and l.job_id = u.job_id and l.claim = u.claim
    and l.state = case when u.node_id is null then 'settling' else 'running' end and l.node_id is not distinct from u.node_id
order by l.workspace_id, l.job_id
for no key update of l

-- name: leave_lanes
update lane l
set in_flight = l.in_flight - u.ended, blocked = false,
    ready_at = least(l.ready_at, u.due_at, case when l.blocked then $5::timestamptz else 'infinity' end)
from unnest($1::bigint[], $2::text[], $3::integer[], $4::timestamptz[]) as u(workspace_id, lane, ended, due_at)
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: leave_loads
update account_load al
set in_flight = al.in_flight - u.ended, used = greatest(0, al.used - u.unused)
from unnest($1::bigint[], $2::text[], $3::integer[], $4::integer[]) as u(workspace_id, account_id, ended, unused)
where al.workspace_id = u.workspace_id and al.account_id = u.account_id

-- name: count_use
insert into account_use (workspace_id, account_id, day, action, used)
select u.workspace_id, u.account_id, al.used_day, u.action, u.used
from unnest($1::bigint[], $2::text[], $3::text[], $4::integer[]) as u(workspace_id, account_id, action, used)
join account_load al using (workspace_id, account_id)
where al.used_day is not null
order by 1, 2, 4
on conflict (workspace_id, account_id, day, action) do update set used = account_use.used + excluded.used

-- name: insert_attempts
insert into attempt (workspace_id, job_id, number, account_id, node_id, started_at, finished_at, outcome, detail, found, answer_status, answer)
select workspace_id, job_id, number, account_id, node_id, started_at, $7, outcome, detail, null, answer_status, answer
from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::text[], $5::uuid[], $6::timestamptz[], $8::text[], $9::text[], $10::smallint[], $11::text[])
    as u(workspace_id, job_id, number, account_id, node_id, started_at, outcome, detail, answer_status, answer)

-- name: settle_attempts
update attempt a
set found = u.found
from unnest($1::bigint[], $2::uuid[], $3::integer[], $4::text[]) as u(workspace_id, job_id, number, found)
where a.workspace_id = u.workspace_id and a.job_id = u.job_id and a.number = u.number

-- name: put_back
update live_job l
set state = 'waiting', node_id = null, look_at = null, counted = false, in_line = lane.strict, due_at = u.due_at, note = u.note,
    attempt = l.attempt - u.unburnt, started_at = case when u.unburnt = 1 and l.attempt = 1 then null else l.started_at end,
    tried_at = case when u.unburnt = 1 and l.attempt = 1 then null else l.tried_at end
from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[], $5::integer[]) as u(workspace_id, job_id, due_at, note, unburnt), lane
where l.workspace_id = u.workspace_id and l.job_id = u.job_id and lane.workspace_id = l.workspace_id and lane.lane = l.lane

-- name: set_settling
update live_job l
set state = 'settling', node_id = null, look_at = u.look_at, note = u.note
from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[]) as u(workspace_id, job_id, look_at, note)
where l.workspace_id = u.workspace_id and l.job_id = u.job_id

-- name: break_accounts
update account a
set status = u.status, status_reason = u.reason, receiving_reason = null, broken_by_attempt = true, updated_at = $5
from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $6::timestamptz[]) as u(workspace_id, account_id, status, reason, seen_at)
where a.workspace_id = u.workspace_id and a.account_id = u.account_id and a.deleted_at is null and a.status <> u.status and a.updated_at <= coalesce(u.seen_at, a.updated_at)

-- name: raise_account_version
update version set account = account + 1
