-- name: make_lanes
insert into lane (workspace_id, lane)
select distinct workspace_id, lane from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
order by workspace_id, lane
on conflict do nothing

-- name: make_lines
insert into line (workspace_id, lane, account_id)
select distinct workspace_id, lane, account_id from unnest($1::bigint[], $2::text[], $3::text[]) as u(workspace_id, lane, account_id)
order by workspace_id, lane, account_id
on conflict do nothing

-- name: lock_lanes
select l.workspace_id, l.lane, l.tail_at, l.last_start_at, l.waiting_gap, l.head_gap, l.ready_at, l.some_held
from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
join lane l using (workspace_id, lane)
order by l.workspace_id, l.lane
for no key update of l

-- name: share_generation
select pg_advisory_xact_lock_shared($1)

-- name: read_now
select postrider_now(), (select current from key_generation)

-- name: read_held_lines
select l.workspace_id, l.lane, l.account_id
from unnest($1::bigint[], $2::text[], $3::text[]) as u(workspace_id, lane, account_id)
join line l using (workspace_id, lane, account_id)
where l.held

-- name: read_suppressed
select s.workspace_id, s.address, s.reason
from unnest($1::bigint[], $2::text[]) as u(workspace_id, address)
join suppression s using (workspace_id, address)
union all
select u.workspace_id, u.address, 'rule'
from unnest($1::bigint[], $2::text[], $3::text[]) as u(workspace_id, address, domain)
join suppression_rule r on r.workspace_id = u.workspace_id and r.pattern in (u.address, u.domain) and r.family <> 'exception'
left join suppression_rule e on e.workspace_id = u.workspace_id and e.pattern = u.address and e.family = 'exception'
where e.pattern is null

-- name: read_answers
select a.workspace_id, a.key_hash, a.body_hash, a.status, a.answer, a.created_at, {0}::smallint
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, key_hash)
join answer_{0} a using (workspace_id, key_hash)
union all
select a.workspace_id, a.key_hash, a.body_hash, a.status, a.answer, a.created_at, {1}::smallint
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, key_hash)
join answer_{1} a using (workspace_id, key_hash)

-- name: read_duplicates
select distinct on (u.ordinal) u.ordinal, j.job_id, j.scheduled_at, coalesce(l.state, f.state, 'cancelled')
from unnest($1::bigint[], $2::uuid[], $3::bigint[]) with ordinality as u(workspace_id, fingerprint, since, ordinal)
join job j on j.workspace_id = u.workspace_id and j.fingerprint = u.fingerprint
    and j.accepted_at > postrider_now() - u.since * interval '1 microsecond'
left join live_job l on l.workspace_id = j.workspace_id and l.job_id = j.job_id
left join finished_job f on f.workspace_id = j.workspace_id and f.job_id = j.job_id
where f.state is distinct from 'cancelled' and f.state is distinct from 'failed'
order by u.ordinal, j.accepted_at desc

-- name: lock_cursors
select c.workspace_id, c.account_id, c.position
from unnest($1::bigint[], $2::text[]) as u(workspace_id, account_id)
join webhook_cursor c using (workspace_id, account_id)
order by c.workspace_id, c.account_id
for no key update of c

-- name: move_cursors
update webhook_cursor c
set position = u.position
from unnest($1::bigint[], $2::text[], $3::bigint[]) as u(workspace_id, account_id, position)
where c.workspace_id = u.workspace_id and c.account_id = u.account_id

-- name: update_lanes
update lane l
set tail_at = u.tail_at, waiting_gap = u.waiting_gap, head_gap = u.head_gap, ready_at = u.ready_at
from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::timestamptz[])
    as u(workspace_id, lane, tail_at, waiting_gap, head_gap, ready_at)
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: delete_answers
delete from answer_{0} where (workspace_id, key_hash) in (select * from unnest($1::bigint[], $2::uuid[]))

-- name: insert_answers
insert into answer_{0} (workspace_id, key_hash, body_hash, status, answer, created_at)
select workspace_id, key_hash, body_hash, status, answer, $6
from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::smallint[], $5::bytea[]) as u(workspace_id, key_hash, body_hash, status, answer)
order by workspace_id, key_hash

-- name: insert_jobs
insert into job (workspace_id, job_id, lane, account_id, channel, action, address, accepted_at, scheduled_at, send_at, expires_at, gap, fingerprint, body)
select workspace_id, job_id, lane, account_id, channel, action, address, $14, scheduled_at, send_at, expires_at, gap, fingerprint, body
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::bigint[], $12::uuid[], $13::bytea[])
    as u(workspace_id, job_id, lane, account_id, channel, action, address, scheduled_at, send_at, expires_at, gap, fingerprint, body)

-- name: insert_live
with batch as materialized (select nextval('live_position') as position)
insert into live_job (workspace_id, job_id, lane, account_id, position, in_line, counted, gap, slot_at, due_at, expires_at, zones)
select u.workspace_id, u.job_id, u.lane, u.account_id, batch.position + u.number, u.in_line, u.counted, u.gap, u.due_at, u.due_at, u.expires_at, u.zones
from batch, unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::bigint[], $8::timestamptz[], $9::timestamptz[], $10::text[])
    with ordinality as u(workspace_id, job_id, lane, account_id, in_line, counted, gap, due_at, expires_at, zones, number)

-- name: insert_content_uses
insert into content_use (workspace_id, sha256, job_id)
select * from unnest($1::bigint[], $2::bytea[], $3::uuid[])
on conflict do nothing

-- name: wake
select pg_notify('postrider_due', '')

-- name: find_answer
select body_hash, status, answer from answer
where workspace_id = $1 and key_hash = $2 and created_at > postrider_now() - interval '7 days'
order by created_at desc limit 1
