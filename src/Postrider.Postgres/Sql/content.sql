-- name: add
insert into content (workspace_id, sha256, size, created_at) values ($1, $2, $3, postrider_now())
on conflict (workspace_id, sha256) do update set created_at = excluded.created_at
returning (xmax = 0)

-- name: add_piece
insert into content_piece (workspace_id, sha256, number, data) values ($1, $2, $3, $4) on conflict do nothing

-- name: read
select data from content_piece where workspace_id = $1 and sha256 = $2 order by number

-- name: read_piece
select data from content_piece where workspace_id = $1 and sha256 = $2 and number = $3
