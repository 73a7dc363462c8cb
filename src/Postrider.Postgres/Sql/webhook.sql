-- name: add_lane
insert into lane (workspace_id, lane, strict, max_in_flight) values ($1, $2, true, 1)

-- name: add_line
insert into line (workspace_id, lane, account_id) values ($1, $2, $3)

-- name: add_cursor
insert into webhook_cursor (workspace_id, account_id, position)
select $1, $2, coalesce((select e.position from event e where e.workspace_id = $1 order by e.position desc limit 1), 0)

-- name: delete_cursor
delete from webhook_cursor where workspace_id = $1 and account_id = $2

-- name: find
select * from account where workspace_id = $1 and account_id = $2 and channel = 'webhook' and deleted_at is null

-- name: list
select * from account where workspace_id = $1 and channel = 'webhook' and deleted_at is null and account_id > $2 order by account_id limit $3

-- name: find_behind
select c.workspace_id, c.account_id, c.position, a.settings ->> 'events'
from webhook_cursor c
join account a using (workspace_id, account_id)
where (c.workspace_id, c.account_id) > ($1, $2)
  and exists (select from event e where e.workspace_id = c.workspace_id and e.position > c.position)
  and (select count(*) from (
        select from live_job l
        where l.workspace_id = c.workspace_id and l.lane = 'webhook:' || c.account_id and l.account_id = c.account_id and l.state = 'waiting' and l.in_line
        limit 1000) as waiting) < 1000
order by c.workspace_id, c.account_id
limit $3

-- name: move
update webhook_cursor set position = $4 where workspace_id = $1 and account_id = $2 and position = $3

-- name: list_deliveries
select v.* from job_view v
where v.workspace_id = $1 and v.account_id = $2 and v.channel = 'webhook' and v.job_id < $3
order by v.job_id desc
limit $4

-- name: find_delivery
select v.* from job_view v where v.workspace_id = $1 and v.account_id = $2 and v.channel = 'webhook' and v.job_id = $3

-- name: attempts
select u.job_id, a.*
from unnest($2::uuid[]) as u(job_id)
cross join lateral (
    select t.number, t.started_at, t.finished_at, t.outcome, t.detail, t.answer_status, t.answer
    from (
        select number, started_at, finished_at, outcome, detail, answer_status, answer from attempt where workspace_id = $1 and job_id = u.job_id
        union all
        select attempt, started_at, null, null, null, null, null from live_job where workspace_id = $1 and job_id = u.job_id and state = 'running') as t
    order by t.number desc
    limit $3) as a
order by u.job_id, a.number
