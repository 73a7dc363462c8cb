-- name: lock
select pg_advisory_xact_lock($1)

-- name: insert
insert into event (workspace_id, kind, job_id, account_id, at, data)
select workspace_id, kind, job_id, account_id, $6, data
from unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::text[]) as u(workspace_id, kind, job_id, account_id, data)
