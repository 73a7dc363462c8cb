-- name: lock
select pg_advisory_xact_lock($1)

-- name: insert
-- Whoever fans the log out is woken only where an endpoint listens: one look into a small index, and no statement more.
with drawn as materialized (
    select setval('event_position', nextval('event_position') + $7 - 1) - $7 as before,
           case when exists (select from webhook_cursor c where c.workspace_id = any($1)) then pg_notify('postrider_news', '') end is null as told)
insert into event (workspace_id, position, kind, job_id, account_id, at, data)
select u.workspace_id, drawn.before + u.number, u.kind, u.job_id, u.account_id, $6, u.data
from drawn, unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[]) with ordinality as u(workspace_id, kind, job_id, account_id, data, number)

-- name: read
select position, kind, job_id, account_id, at, data from event
where workspace_id = $1 and position > $2 and ($3::text is null or kind = $3)
order by position limit $4
