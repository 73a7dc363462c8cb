-- name: lock
-- The account's own row: whoever comes second reads what the first took.
select time_zone, postrider_now() from account where workspace_id = $1 and account_id = $2 for no key update

-- name: read
select day, taken from action_budget
where workspace_id = $1 and account_id = $2 and action = $3 and day > (postrider_now() at time zone 'UTC')::date - 9

-- name: take
insert into action_budget as b (workspace_id, account_id, action, day, taken) values ($1, $2, $3, $4, 1)
on conflict (workspace_id, account_id, action, day) do update set taken = b.taken + 1

-- name: drop_old
delete from action_budget where workspace_id = $1 and account_id = $2 and action = $3 and day < $4

-- name: give_back
update action_budget set taken = taken - 1
where workspace_id = $1 and account_id = $2 and action = $3
  and day = (select max(b.day) from action_budget b where b.workspace_id = $1 and b.account_id = $2 and b.action = $3 and b.taken > 0)

-- name: read_pause
select until from action_pause where workspace_id = $1 and account_id = $2 and action = $3 and until > postrider_now()

-- name: pause
insert into action_pause as p (workspace_id, account_id, action, until) values ($1, $2, $3, postrider_now() + $4)
on conflict (workspace_id, account_id, action) do update set until = greatest(p.until, excluded.until)
