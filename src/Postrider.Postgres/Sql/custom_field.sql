-- name: list
select field_id, title, field_type = 'number', metadata, shared from custom_field where workspace_id = $1 order by field_id

-- name: create
insert into custom_field (workspace_id, title, field_type, metadata, shared, created_at)
select $1, $2, $3, $4, $5, postrider_now() where (select count(*) from custom_field where workspace_id = $1) < $6
on conflict do nothing
returning field_id, title, field_type = 'number', metadata, shared

-- name: change
update custom_field set title = $3, field_type = $4, metadata = $5, shared = $6 where workspace_id = $1 and field_id = $2

-- name: delete
delete from custom_field where workspace_id = $1 and field_id = $2
