-- name: list
select list_id, name, shared, members, created_at from contact_list where workspace_id = $1 order by list_id offset $2 limit $3

-- name: find
select list_id, name, shared, members, created_at from contact_list where workspace_id = $1 and list_id = $2

-- name: create
insert into contact_list (workspace_id, name, shared, created_at) values ($1, $2, $3, postrider_now())
on conflict do nothing
returning list_id, name, shared, members, created_at

-- name: change
update contact_list set name = coalesce($3, name), shared = coalesce($4, shared) where workspace_id = $1 and list_id = $2

-- name: delete
delete from contact_list where workspace_id = $1 and list_id = $2

-- name: find_contacts
select contact_id from contact where workspace_id = $1 and contact_id = any($2)

-- name: leave_others
with gone as (delete from contact_list_member where workspace_id = $1 and contact_id = any($2) and list_id <> $3 returning list_id),
     counted as (select list_id, count(*) as members from gone group by list_id)
update contact_list l set members = l.members - counted.members from counted where l.workspace_id = $1 and l.list_id = counted.list_id

-- name: join
with fresh as (
    insert into contact_list_member (workspace_id, list_id, contact_id)
    select $1, l.list_id, u.contact_id
    from unnest($2::bigint[]) as u(contact_id) cross join (select list_id from contact_list where workspace_id = $1 and list_id = any($3)) l
    on conflict do nothing
    returning list_id),
     counted as (select list_id, count(*) as members from fresh group by list_id)
update contact_list l set members = l.members + counted.members from counted where l.workspace_id = $1 and l.list_id = counted.list_id
