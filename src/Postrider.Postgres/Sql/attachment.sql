-- name: add
insert into attachment (workspace_id, voice, file_name, content_type, size, seconds, sha256, created_at)
values ($1, $2, $3, $4, $5, $6, $7, postrider_now())
returning attachment_id

-- name: find
select a.file_name, a.content_type, a.sha256, a.size
from unnest($3::bigint[]) with ordinality as u(attachment_id, ordinal)
join attachment a on a.workspace_id = $1 and a.attachment_id = u.attachment_id and a.voice = $2
order by u.ordinal

-- name: find_voices
select file_name, content_type, sha256, size, attachment_id from attachment where workspace_id = $1 and attachment_id = any($2) and voice
