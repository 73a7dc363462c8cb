-- name: find
select heard_until from catch_up where workspace_id = $1 and account_id = $2

-- name: keep
insert into catch_up (workspace_id, account_id, heard_until) values ($1, $2, $3)
on conflict (workspace_id, account_id) do update set heard_until = greatest(catch_up.heard_until, excluded.heard_until)
