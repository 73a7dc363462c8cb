-- name: hand_over
insert into sandbox_outbox (workspace_id, job_id, attempt, delivered, channel, account_id, recipient, action, content, at, inbound)
values ($1, $2, $3, true, $4, $5, $6, $7, $8, postrider_now(), $9)
on conflict do nothing

-- name: mark
insert into sandbox_outbox (workspace_id, job_id, attempt, delivered, channel, account_id, recipient, action, content, at)
values ($1, $2, $3, false, $4, $5, $6, $7, '{}', postrider_now())
on conflict do nothing

-- name: was_delivered
select delivered from sandbox_outbox where workspace_id = $1 and job_id = $2 and attempt = $3

-- name: list
select workspace_id, job_id, attempt, channel, account_id, recipient, action, content, inbound, entry, at
from sandbox_outbox
where workspace_id = $1 and delivered and entry > $2 and ($3::uuid is null or job_id = $3)
order by entry limit $4

-- name: list_inbound
select o.workspace_id, o.job_id, o.attempt, o.channel, o.account_id, j.address, o.inbound, o.content::jsonb ->> 'subject'
from sandbox_outbox o
join job j using (workspace_id, job_id)
join finished_job f using (workspace_id, job_id)
where o.inbound is not null
order by o.workspace_id, o.entry limit $1

-- name: clear_inbound
update sandbox_outbox set inbound = null where workspace_id = $1 and job_id = $2 and attempt = $3

-- name: count
select count(*) from sandbox_outbox where workspace_id = $1 and account_id = $2 and action = $3 and delivered
