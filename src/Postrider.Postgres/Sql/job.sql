-- name: find
select * from job_view where workspace_id = $1 and job_id = $2 and channel <> 'webhook'

-- name: list_all
select v.* from job_view v
where v.workspace_id = $1 and v.job_id < $2 and ($3::uuid is null or v.job_id >= $3)
  and v.channel <> 'webhook' and ($4::text is null or v.channel = $4) and ($5::text is null or v.account_id = $5) and ($6::text is null or v.action = $6)
order by v.job_id desc
limit $7

-- name: list_live
select v.* from live_job l join job_view v on v.workspace_id = l.workspace_id and v.job_id = l.job_id
where l.workspace_id = $1 and l.job_id < $2 and ($3::uuid is null or l.job_id >= $3)
  and v.channel <> 'webhook' and ($4::text is null or v.channel = $4) and ($5::text is null or l.account_id = $5) and ($6::text is null or v.action = $6)
  and l.state = $8 and ($9::boolean is null or (l.due_at > postrider_now()) = $9)
order by l.job_id desc
limit $7

-- name: list_finished
select v.* from finished_job f join job_view v on v.workspace_id = f.workspace_id and v.job_id = f.job_id
where f.workspace_id = $1 and f.job_id < $2 and ($3::uuid is null or f.job_id >= $3)
  and f.channel <> 'webhook' and ($4::text is null or f.channel = $4) and ($5::text is null or v.account_id = $5) and ($6::text is null or v.action = $6)
  and f.state = $8 and $9::boolean is null
order by f.job_id desc
limit $7

-- name: where_is
select l.workspace_id, l.lane from job l where l.workspace_id = $1 and l.job_id = $2 and l.channel <> 'webhook'

-- name: lock_waiting
select l.workspace_id, l.job_id, l.lane, l.account_id, l.gap, l.counted and not line.held, j.channel, l.attempt, l.started_at
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
join live_job l on l.workspace_id = u.workspace_id and l.job_id = u.job_id and l.state = 'waiting'
join line on line.workspace_id = l.workspace_id and line.lane = l.lane and line.account_id = l.account_id
join job j on j.workspace_id = l.workspace_id and j.job_id = l.job_id
order by l.workspace_id, l.job_id
for no key update of l

-- name: shrink_lanes
update lane l
set waiting_gap = greatest(0, l.waiting_gap - u.gap), ready_at = least(l.ready_at, postrider_now())
from unnest($1::bigint[], $2::text[], $3::bigint[]) as u(workspace_id, lane, gap)
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: set_tails
update lane l
set tail_at = greatest(
        l.last_slot_at,
        (select j.due_at from live_job j join line on line.workspace_id = j.workspace_id and line.lane = j.lane and line.account_id = j.account_id and not line.held
         where j.workspace_id = l.workspace_id and j.lane = l.lane and j.state = 'waiting' and not j.in_line and j.counted
         order by j.due_at desc limit 1),
        (select max(h.slot_at) from line cross join lateral (
            select j.slot_at from live_job j
            where j.workspace_id = line.workspace_id and j.lane = line.lane and j.account_id = line.account_id and j.state = 'waiting' and j.in_line
            order by j.position desc limit 1) h
         where line.workspace_id = l.workspace_id and line.lane = l.lane and not line.held))
from unnest($1::bigint[], $2::text[]) as u(workspace_id, lane)
where l.workspace_id = u.workspace_id and l.lane = u.lane

-- name: reschedule_live
update live_job
set in_line = false, counted = false, slot_at = $3, due_at = $3, note = 'Rescheduled by its caller.'
where workspace_id = $1 and job_id = $2 and state = 'waiting'

-- name: reschedule_job
update job set scheduled_at = $3, send_at = $3 where workspace_id = $1 and job_id = $2

-- name: attempts
select number, account_id, started_at, finished_at, outcome, detail, found
from attempt where workspace_id = $1 and job_id = $2
union all
select attempt, account_id, started_at, null, null, null, null
from live_job where workspace_id = $1 and job_id = $2 and state = 'running'
order by 1

-- name: explain
select l.counted, greatest(l.gap, coalesce(a.gap, 0)), l.in_line, l.position, a.last_start_at, a.last_job_id, a.waiting_gap, a.head_gap,
       al.hold, al.held_until, al.in_flight, ac.max_connections, postrider_now(),
       (select count(*) from live_job b where b.workspace_id = l.workspace_id and b.lane = l.lane and b.state = 'waiting' and b.job_id <> l.job_id
            and case when l.in_line then b.in_line and b.position < l.position else b.in_line or b.due_at < l.due_at end),
       (select coalesce(sum(b.gap), 0) from live_job b
            join line on line.workspace_id = b.workspace_id and line.lane = b.lane and line.account_id = b.account_id and not line.held
            where b.workspace_id = l.workspace_id and b.lane = l.lane and b.state = 'waiting' and b.job_id <> l.job_id
            and case when l.in_line then b.in_line and b.position < l.position else b.in_line end),
       l.due_at, ac.start_gap, al.last_start_at,
       (select count(*) from live_job b where ac.start_gap is not null and b.workspace_id = l.workspace_id and b.lane = l.lane and b.account_id = l.account_id and b.state = 'waiting' and b.job_id <> l.job_id
            and case when l.in_line then b.in_line and b.position < l.position else b.in_line or b.due_at < l.due_at end),
       a.paused, a.gap, a.in_flight >= a.max_in_flight,
       exists (select from action_place p where p.workspace_id = l.workspace_id and p.account_id = l.account_id and p.job_id = l.job_id)
from live_job l
join lane a on a.workspace_id = l.workspace_id and a.lane = l.lane
join account_load al on al.workspace_id = l.workspace_id and al.account_id = l.account_id
join account ac on ac.workspace_id = l.workspace_id and ac.account_id = l.account_id
where l.workspace_id = $1 and l.job_id = $2 and l.state = 'waiting' and ac.channel <> 'webhook'

-- name: find_finished
select workspace_id, f.job_id from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id) join finished_job f using (workspace_id, job_id)
