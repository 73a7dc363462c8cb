-- name: list
select agent_id, settings, created_at, updated_at from agent where workspace_id = $1 and agent_id > $2 order by agent_id limit $3

-- name: find
select agent_id, settings, created_at, updated_at from agent where workspace_id = $1 and agent_id = $2

-- name: add
insert into agent (workspace_id, agent_id, settings, created_at, updated_at)
select $1, $2, $3, now, now from postrider_now() now
returning agent_id, settings, created_at, updated_at

-- name: replace
update agent set settings = $3, updated_at = postrider_now() where workspace_id = $1 and agent_id = $2
returning agent_id, settings, created_at, updated_at

-- name: delete
delete from agent where workspace_id = $1 and agent_id = $2
