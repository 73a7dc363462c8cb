-- name: list
select rule_id, pattern from suppression_rule where workspace_id = $1 and family = $2 order by rule_id offset $3 limit $4

-- name: find
select rule_id, pattern from suppression_rule where workspace_id = $1 and family = $2 and rule_id = $3

-- name: add
insert into suppression_rule (workspace_id, family, pattern, created_at)
select $1, $2, u.pattern, postrider_now() from unnest($3::text[]) as u(pattern)
on conflict do nothing
returning rule_id, pattern

-- name: change
update suppression_rule set pattern = $4 where workspace_id = $1 and family = $2 and rule_id = $3

-- name: delete
delete from suppression_rule where workspace_id = $1 and family = $2 and rule_id = any($3) returning rule_id
