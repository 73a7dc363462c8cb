-- name: add
insert into suppression (workspace_id, address, reason, note, created_at) values ($1, $2, $3, $4, postrider_now())
on conflict do nothing

-- name: add_many
insert into suppression (workspace_id, address, reason, note, created_at)
select workspace_id, address, $3, note, postrider_now()
from unnest($1::bigint[], $2::text[], $4::text[]) as u(workspace_id, address, note)
order by workspace_id, address
on conflict do nothing

-- name: remove
delete from suppression where workspace_id = $1 and address = $2

-- name: find
select address, reason, note, created_at from suppression where workspace_id = $1 and address = $2

-- name: list
select address, reason, note, created_at from suppression where workspace_id = $1 and address > $2 order by address limit $3
