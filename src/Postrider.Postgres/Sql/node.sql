-- name: enter
insert into node (node_id, name, roles, started_at, lease_until)
values ($1, $2, $3, postrider_now(), postrider_now() + $4 * interval '1 microsecond')

-- name: renew
update node set lease_until = postrider_now() + $2 * interval '1 microsecond'
where node_id = $1 and lease_until > postrider_now()

-- name: count_live
select count(*) filter (where lease_until > postrider_now() and 'api' = any(string_to_array(roles, ',')))::integer, coalesce(bool_or(node_id = $1 and lease_until > postrider_now()), false) from node

-- name: leave
delete from node where node_id = $1 and not exists (select from live_job where node_id = $1 and state = 'running')

-- name: end_lease
update node set lease_until = postrider_now() where node_id = $1

-- name: forget_gone
delete from node n
where n.lease_until < postrider_now() - interval '1 minute' and not exists (select from live_job l where l.node_id = n.node_id and l.state = 'running')

-- name: find_expired
select l.workspace_id, l.job_id, l.lane from live_job l
where l.state = 'waiting' and l.expires_at <= (select postrider_now())
order by l.expires_at limit $1

-- name: find_long_held
select l.workspace_id, l.job_id, l.lane
from account_load al
join line on line.workspace_id = al.workspace_id and line.account_id = al.account_id
join live_job l on l.workspace_id = line.workspace_id and l.lane = line.lane and l.account_id = line.account_id and l.state = 'waiting' and l.in_line
join job j on j.workspace_id = l.workspace_id and j.job_id = l.job_id
where al.hold = 'account_reconnect_required'
  and greatest(al.held_since, j.scheduled_at) < postrider_now() - $1 * interval '1 microsecond'
limit $2

-- name: lock_generation
select pg_advisory_xact_lock($1)

-- name: read_generation
select current, started_at <= postrider_now() - interval '7 days' from key_generation

-- name: set_generation
update key_generation set current = $1, started_at = postrider_now()

-- name: drop_unused_content
delete from content c
where (c.workspace_id, c.sha256) in (
    select u.workspace_id, u.sha256 from content u
    where u.created_at < postrider_now() - interval '1 hour'
      and not exists (select from content_use x where x.workspace_id = u.workspace_id and x.sha256 = u.sha256)
      and not exists (select from attachment a where a.workspace_id = u.workspace_id and a.sha256 = u.sha256)
      and not exists (select from call_record r where r.workspace_id = u.workspace_id and r.recording_sha256 = u.sha256)
      and not exists (select from spoken_text s where s.workspace_id = u.workspace_id and s.sha256 = u.sha256 and s.created_at >= postrider_now() - interval '30 days')
    limit 100)

-- name: drop_old_speech
delete from spoken_text t
where (t.workspace_id, t.text_hash) in (
    select s.workspace_id, s.text_hash from spoken_text s
    where s.created_at < postrider_now() - interval '30 days'
    order by s.created_at limit 500)

-- name: drop_finished_uses
delete from content_use c
where (c.workspace_id, c.sha256, c.job_id) in (
    select u.workspace_id, u.sha256, u.job_id from content_use u
    join finished_job f on f.workspace_id = u.workspace_id and f.job_id = u.job_id
    limit 500)

-- name: drop_old_rates
delete from rate_window where started_at < postrider_now() - interval '1 hour'

-- name: try_duty
select pg_try_advisory_lock($1)
