-- name: find
select sha256 from spoken_text
where workspace_id = $1 and text_hash = $2 and created_at >= postrider_now() - interval '30 days'

-- name: keep
insert into spoken_text (workspace_id, text_hash, sha256, created_at) values ($1, $2, $3, postrider_now())
on conflict (workspace_id, text_hash) do update set sha256 = excluded.sha256, created_at = excluded.created_at
