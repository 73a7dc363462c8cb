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

-- name: take_inbound
with waiting as (
    select workspace_id, job_id, attempt, inbound from sandbox_outbox where inbound is not null order by workspace_id, entry limit $1 for update skip locked)
update sandbox_outbox o set inbound = null
from waiting w
join job j on j.workspace_id = w.workspace_id and j.job_id = w.job_id
where o.workspace_id = w.workspace_id and o.job_id = w.job_id and o.attempt = w.attempt
returning o.workspace_id, o.job_id, o.account_id, j.address, o.channel, w.inbound
