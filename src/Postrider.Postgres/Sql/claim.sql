-- name: lock_due_lanes
select workspace_id, lane, strict, max_in_flight, in_flight, last_start_at, waiting_gap, head_gap, last_slot_at, gap, hours
from lane
where ready_at < 'infinity' and not paused and ready_at <= (select postrider_now() + $1 * interval '1 microsecond')
order by ready_at
limit $2
for no key update skip locked

-- name: read_now
select postrider_now(),
       (select min(ready_at) from lane where ready_at < 'infinity' and not paused and ready_at > (select postrider_now() + $1 * interval '1 microsecond')),
       (select count(*) from (select from lane where ready_at < 'infinity' and not paused and ready_at <= (select postrider_now() + $1 * interval '1 microsecond') limit $2 + 1) as due)

-- name: release_aside
with due as (
    select d.workspace_id, d.job_id, d.counted
    from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
    cross join lateral (
        select l.workspace_id, l.job_id, l.counted
        from live_job l
        where l.workspace_id = u.workspace_id and l.lane = u.lane and l.state = 'waiting' and not l.in_line and l.due_at <= $3
        order by l.due_at, l.position
        limit 64) d)
update live_job l
set in_line = true, counted = true
from due d
where l.workspace_id = d.workspace_id and l.job_id = d.job_id and l.state = 'waiting'
returning l.workspace_id, l.lane, l.account_id, l.gap, d.counted

-- name: lock_loads
select l.workspace_id, l.lane, l.account_id, l.held, al.in_flight, al.used_day, al.used, al.hold, al.held_since, al.held_until,
       a.status, a.paused, a.daily_limit, a.ramp_up, a.send_window, a.time_zone, a.max_connections, a.created_at, a.deleted_at is not null, a.channel, a.start_gap, al.last_start_at
from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
join line l using (workspace_id, lane)
join account_load al on al.workspace_id = l.workspace_id and al.account_id = l.account_id
join account a on a.workspace_id = l.workspace_id and a.account_id = l.account_id
order by al.workspace_id, al.account_id
for no key update of al

-- name: read_heads
select h.workspace_id, h.lane, h.job_id, h.account_id, h.position, h.gap, h.due_at, h.expires_at, h.slot_at, s.address is not null or r.refused is not null, j.channel, h.attempt, h.started_at, h.zones
from unnest($1::bigint[], $2::text[], $3::integer[]) as u(workspace_id, lane, most)
join line on line.workspace_id = u.workspace_id and line.lane = u.lane and not line.held
cross join lateral (
    select l.*
    from live_job l
    where l.workspace_id = line.workspace_id and l.lane = line.lane and l.account_id = line.account_id and l.state = 'waiting' and l.in_line
    order by l.position
    limit u.most) h
join job j on j.workspace_id = h.workspace_id and j.job_id = h.job_id
left join suppression s on s.workspace_id = j.workspace_id and s.address = j.address
left join lateral (
    select true as refused
    from suppression_rule r
    left join suppression_rule e on e.workspace_id = j.workspace_id and e.pattern = j.address and e.family = 'exception'
    where j.channel = 'email' and r.workspace_id = j.workspace_id and r.pattern in (j.address, split_part(j.address, '@', 2)) and r.family <> 'exception' and e.pattern is null
    limit 1) r on true
order by h.position

-- name: read_next_due
select u.workspace_id, u.lane, d.due_at, d.gap
from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
cross join lateral (
    select l.due_at, l.gap
    from live_job l
    where l.workspace_id = u.workspace_id and l.lane = u.lane and l.state = 'waiting' and not l.in_line
    order by l.due_at
    limit 1) d

-- name: start_jobs
update live_job l
set state = 'running', in_line = false, node_id = $4, attempt = l.attempt + 1, claim = l.claim + 1, started_at = u.start_at, tried_at = coalesce(l.tried_at, u.start_at), note = null
from unnest($1::bigint[], $2::uuid[], $3::timestamptz[]) as u(workspace_id, job_id, start_at)
join job j using (workspace_id, job_id)
where l.workspace_id = u.workspace_id and l.job_id = u.job_id and l.state = 'waiting'
returning l.workspace_id, l.job_id, l.attempt, l.lane, l.account_id, j.channel, j.action, j.address, j.body, l.started_at, l.tried_at, j.scheduled_at, j.expires_at, l.claim

-- name: step_aside
update live_job l
set in_line = false, counted = false, due_at = u.due_at, note = $4
from unnest($1::bigint[], $2::uuid[], $3::timestamptz[]) as u(workspace_id, job_id, due_at)
where l.workspace_id = u.workspace_id and l.job_id = u.job_id and l.state = 'waiting'

-- name: update_loads
update account_load al
set in_flight = al.in_flight + u.started, used_day = u.used_day, used = u.used, hold = u.hold, held_since = u.held_since, held_until = u.held_until,
    last_start_at = coalesce(u.last_start_at, al.last_start_at)
from unnest($1::bigint[], $2::text[], $3::integer[], $4::date[], $5::integer[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
    as u(workspace_id, account_id, started, used_day, used, hold, held_since, held_until, last_start_at)
where al.workspace_id = u.workspace_id and al.account_id = u.account_id

-- name: update_lines
update line l
set held = u.held
from unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[]) as u(workspace_id, lane, account_id, held)
where l.workspace_id = u.workspace_id and l.lane = u.lane and l.account_id = u.account_id

-- name: count_released
update live_job l
set counted = true
from unnest($1::bigint[], $2::text[], $3::text[]) as u(workspace_id, lane, account_id)
where l.workspace_id = u.workspace_id and l.lane = u.lane and l.account_id = u.account_id and l.state = 'waiting' and l.in_line and not l.counted

-- name: update_lanes
update lane l
set last_start_at = u.last_start_at, last_slot_at = u.last_slot_at, in_flight = l.in_flight + u.started,
    waiting_gap = u.waiting_gap, head_gap = u.head_gap, blocked = u.blocked, ready_at = u.ready_at, last_job_id = coalesce(u.last_job_id, l.last_job_id),
    some_held = u.some_held
from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::bigint[], $7::bigint[], $8::boolean[], $9::timestamptz[], $10::uuid[], $11::boolean[])
    as u(workspace_id, lane, last_start_at, last_slot_at, started, waiting_gap, head_gap, blocked, ready_at, last_job_id, some_held)
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: recount_lanes
update lane l
set waiting_gap = c.gaps, tail_at = c.tail_at
from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
cross join lateral (
    select coalesce(sum(j.gap), 0) as gaps, coalesce(max(j.slot_at), (select last_slot_at from lane where workspace_id = u.workspace_id and lane = u.lane)) as tail_at
    from line
    join live_job j on j.workspace_id = line.workspace_id and j.lane = line.lane and j.account_id = line.account_id and j.state = 'waiting' and j.counted
    where line.workspace_id = u.workspace_id and line.lane = u.lane and not line.held) c
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: delay_lanes
with locked as (select workspace_id, lane from lane where last_start_at is not null order by workspace_id, lane for no key update)
update lane l
set last_start_at = postrider_now(), ready_at = least(l.ready_at, postrider_now()), last_slot_at = least(l.last_slot_at, postrider_now()),
    tail_at = case when exists (select from live_job j where j.workspace_id = l.workspace_id and j.lane = l.lane and j.state = 'waiting' and j.counted)
        then l.tail_at else least(l.tail_at, postrider_now()) end
from locked
where l.workspace_id = locked.workspace_id and l.lane = locked.lane

-- name: delay_loads
with locked as (select workspace_id, account_id from account_load where last_start_at is not null order by workspace_id, account_id for no key update)
update account_load al
set last_start_at = postrider_now()
from locked
where al.workspace_id = locked.workspace_id and al.account_id = locked.account_id

-- name: take_looks
with due as (
    select workspace_id, job_id from live_job
    where state = 'settling' and look_at <= (select postrider_now())
    order by look_at limit $1 for update skip locked)
update live_job l
set look_at = postrider_now() + interval '1 minute'
from due
join job j using (workspace_id, job_id)
where l.workspace_id = due.workspace_id and l.job_id = due.job_id
returning l.workspace_id, l.job_id, l.attempt, l.lane, l.account_id, j.channel, j.action, j.address, j.body, l.started_at, l.tried_at, j.scheduled_at, j.expires_at, l.claim

-- name: find_orphans
-- Also of a node that nobody knows any more: one that was frozen until it was forgotten may wake for one more claim, and die.
select l.workspace_id, l.job_id, l.attempt, l.lane, l.account_id, j.channel, j.action, j.address, j.body, l.started_at, l.tried_at, j.scheduled_at, j.expires_at, l.claim, l.node_id, coalesce(n.lease_until, postrider_now())
from live_job l
left join node n on n.node_id = l.node_id
join job j on j.workspace_id = l.workspace_id and j.job_id = l.job_id
where l.state = 'running' and (n.node_id is null or n.lease_until < postrider_now())
limit $1

-- name: find_forgotten
select l.workspace_id, l.job_id, l.attempt, l.lane, l.account_id, j.channel, j.action, j.address, j.body, l.started_at, l.tried_at, j.scheduled_at, j.expires_at, l.claim
from live_job l
join job j on j.workspace_id = l.workspace_id and j.job_id = l.job_id
where l.node_id = $1 and l.state = 'running' and l.job_id <> all($2::uuid[])
limit $3
