-- name: lock
select pg_advisory_xact_lock($1)

-- name: insert
insert into event (workspace_id, kind, job_id, account_id, at, data)
select workspace_id, kind, job_id, account_id, $6, data
from unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[]) as u(workspace_id, kind, job_id, account_id, data)

-- name: read
select position, kind, job_id, account_id, at, data from event
where workspace_id = $1 and position > $2 and ($3::text is null or kind = $3)
order by position limit $4
