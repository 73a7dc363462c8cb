-- name: lock
-- The account's own row: whoever comes second reads what the first took.
select time_zone, postrider_now() from account where workspace_id = $1 and account_id = $2 for no key update

-- name: look
select time_zone, postrider_now() from account where workspace_id = $1 and account_id = $2

-- name: read
select day, taken from action_budget
where workspace_id = $1 and account_id = $2 and action = $3 and day > (postrider_now() at time zone 'UTC')::date - 9

-- name: read_places
-- Of jobs that are gone nothing is kept.
select p.day, count(*) filter (where p.job_id <> $4), bool_or(p.job_id = $4)
from action_place p
join live_job l on l.workspace_id = p.workspace_id and l.job_id = p.job_id
where p.workspace_id = $1 and p.account_id = $2 and p.action = $3
group by p.day

-- name: take
insert into action_budget as b (workspace_id, account_id, action, day, taken) values ($1, $2, $3, $4, 1)
on conflict (workspace_id, account_id, action, day) do update set taken = b.taken + 1

-- name: drop_old
delete from action_budget where workspace_id = $1 and account_id = $2 and action = $3 and day < $4

-- name: place
insert into action_place as p (workspace_id, account_id, action, job_id, day) values ($1, $2, $3, $4, $5)
on conflict (workspace_id, account_id, action, job_id) do update set day = excluded.day

-- name: leave
delete from action_place where workspace_id = $1 and account_id = $2 and action = $3 and job_id = $4

-- name: give_back
update action_budget set taken = taken - 1
where workspace_id = $1 and account_id = $2 and action = $3
  and day = (select max(b.day) from action_budget b where b.workspace_id = $1 and b.account_id = $2 and b.action = $3 and b.taken > 0)

-- name: read_pause
select until from action_pause where workspace_id = $1 and account_id = $2 and action = $3 and until > postrider_now()

-- name: pause
insert into action_pause as p (workspace_id, account_id, action, until) values ($1, $2, $3, postrider_now() + $4)
on conflict (workspace_id, account_id, action) do update set until = greatest(p.until, excluded.until)

-- name: list_held
select distinct workspace_id, account_id, action from action_place
where (workspace_id, account_id, action) > ($1, $2, $3)
order by workspace_id, account_id, action
limit $4

-- name: lock_lanes
select from lane
where (workspace_id, lane) in (
    select l.workspace_id, l.lane
    from action_place p
    join live_job l on l.workspace_id = p.workspace_id and l.job_id = p.job_id
    where p.workspace_id = $1 and p.account_id = $2 and p.action = $3)
order by workspace_id, lane
for no key update

-- name: leave_gone
delete from action_place p
where p.workspace_id = $1 and p.account_id = $2 and p.action = $3
  and not exists (select from live_job l where l.workspace_id = p.workspace_id and l.job_id = p.job_id)

-- name: read_held
select p.job_id, p.day, l.state = 'waiting' and not l.in_line
from action_place p
join live_job l on l.workspace_id = p.workspace_id and l.job_id = p.job_id
where p.workspace_id = $1 and p.account_id = $2 and p.action = $3
order by p.day, l.position

-- name: move_places
update action_place p
set day = u.day
from unnest($4::uuid[], $5::date[]) as u(job_id, day)
where p.workspace_id = $1 and p.account_id = $2 and p.action = $3 and p.job_id = u.job_id

-- name: move_jobs
-- What its caller asked to start later starts no sooner.
with moved as (
    update live_job l
    set due_at = greatest(u.due_at, j.send_at)
    from unnest($2::uuid[], $3::timestamptz[]) as u(job_id, due_at)
    join job j on j.workspace_id = $1 and j.job_id = u.job_id
    where l.workspace_id = $1 and l.job_id = u.job_id and l.state = 'waiting' and not l.in_line
    returning l.lane, l.due_at)
update lane
set ready_at = least(lane.ready_at, m.due_at)
from (select lane, min(due_at) as due_at from moved group by lane) m
where lane.workspace_id = $1 and lane.lane = m.lane

-- name: wake
select pg_notify('postrider_due', '')
