-- name: insert
insert into activity (workspace_id, job_id, contact_id, account_id, kind, at)
select workspace_id, job_id, contact_id, account_id, kind, $6
from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::text[]) as u(workspace_id, job_id, contact_id, account_id, kind)

-- name: find_by_job
select a.activity_id, a.job_id, a.contact_id, a.account_id, a.kind, a.at, j.state, j.started_at, j.finished_at, j.error_code, j.error_message
from activity a join job_view j using (workspace_id, job_id)
where a.workspace_id = $1 and a.job_id = $2

-- name: list
select a.activity_id, a.job_id, a.contact_id, a.account_id, a.kind, a.at, j.state, j.started_at, j.finished_at, j.error_code, j.error_message
from (select * from activity where workspace_id = $1 and contact_id = $2 order by activity_id desc offset $3 limit $4) a
join job_view j using (workspace_id, job_id)
order by a.activity_id desc

-- name: list_linkedin
select a.activity_id, a.job_id, a.contact_id, a.account_id, a.kind, a.at, j.state, j.started_at, j.finished_at, j.error_code, j.error_message
from (select * from activity where workspace_id = $1 and kind <> 'email' order by activity_id desc offset $2 limit $3) a
join job_view j using (workspace_id, job_id)
order by a.activity_id desc
