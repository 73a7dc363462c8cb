-- name: list
select tag_id, name, color_id from account_tag where workspace_id = $1 order by lower(name)

-- name: read
select u.account_id, t.name from account_tag_use u join account_tag t using (workspace_id, tag_id)
where u.workspace_id = $1 and u.account_id = any($2) order by u.account_id, lower(t.name)

-- name: change
update account_tag set name = $3, color_id = $4 where workspace_id = $1 and tag_id = $2

-- name: make
insert into account_tag (workspace_id, name)
select w.workspace_id, u.name from workspace w cross join unnest($2::text[]) as u(name) where w.workspace_id = $1 order by lower(u.name)
on conflict do nothing

-- name: put
insert into account_tag_use (workspace_id, account_id, tag_id)
select a.workspace_id, a.account_id, t.tag_id
from account a join account_tag t using (workspace_id) join (select distinct lower(name) as name from unnest($3::text[]) as u(name)) as w on lower(t.name) = w.name
where a.workspace_id = $1 and a.account_id = $2 and a.deleted_at is null
order by t.tag_id
on conflict do nothing

-- name: take
delete from account_tag_use u using account_tag t
where u.workspace_id = $1 and u.account_id = $2 and t.workspace_id = u.workspace_id and t.tag_id = u.tag_id
  and lower(t.name) in (select lower(name) from unnest($3::text[]) as w(name))

-- name: keep_only
delete from account_tag_use u using account_tag t
where u.workspace_id = $1 and u.account_id = $2 and t.workspace_id = u.workspace_id and t.tag_id = u.tag_id
  and lower(t.name) not in (select lower(name) from unnest($3::text[]) as w(name))
