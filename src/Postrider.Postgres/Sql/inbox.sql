-- name: match_job
select j.channel, j.address, j.job_id
from unnest($2::uuid[]) with ordinality as u(job_id, ordinal)
join job j on j.workspace_id = $1 and j.job_id = u.job_id
order by u.ordinal limit 1

-- name: match_contact
select channel, address, null::uuid from conversation where workspace_id = $1 and account_id = $2 and address = $3

-- name: find_recipient
select address from job where workspace_id = $1 and job_id = $2

-- name: was_taken
select exists (select from message where workspace_id = $1 and account_id = $2 and external_hash = $3), postrider_now()

-- name: which_taken
select m.external_hash
from unnest($3::uuid[]) as u(external_hash)
join message m on m.workspace_id = $1 and m.account_id = $2 and m.external_hash = u.external_hash and m.external_hash is not null

-- name: open_conversation
insert into conversation as c (workspace_id, conversation_id, channel, account_id, address, started_at, last_at, last_inbound_at, unread, meeting_intent)
values ($1, gen_random_uuid(), $3, $2, $4, $5, $5, $5, true, $6)
on conflict (workspace_id, account_id, address) do update
set last_at = excluded.last_at, last_inbound_at = excluded.last_inbound_at, unread = true, meeting_intent = c.meeting_intent or excluded.meeting_intent
returning conversation_id

-- name: take_in
insert into message (workspace_id, message_id, conversation_id, account_id, direction, kind, job_id, external_hash, external_id, from_address, from_name, subject, body_text, body_html, files, raw_sha256, raw_size, backfilled, sent_at, at)
values ($1, $2, $3, $4, 'in', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb, $15, $16, $17, $18, $19)
on conflict (workspace_id, account_id, external_hash) where external_hash is not null do nothing

-- name: use_raw
insert into content_use (workspace_id, sha256, job_id) values ($1, $2, $3) on conflict do nothing

-- name: mark_bounced
update finished_job
set result = (result::jsonb || jsonb_build_object('status', 'bounced', 'bounce', $3::jsonb))::text
where workspace_id = $1 and job_id = $2 and state = 'succeeded'

-- name: list
select conversation_id, channel, account_id, address, started_at, last_at, last_inbound_at
from conversation
where workspace_id = $1 and ($2::text is null or account_id = $2) and (last_at, conversation_id) < ($3, $4)
order by last_at desc, conversation_id desc limit $5

-- name: find
select conversation_id, channel, account_id, address, started_at, last_at, last_inbound_at
from conversation where workspace_id = $1 and conversation_id = $2

-- name: list_messages
select m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, m.body_text, m.body_html,
    m.files, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, j.body
from message m left join job j on m.direction = 'out' and j.workspace_id = m.workspace_id and j.job_id = m.job_id
where m.workspace_id = $1 and m.conversation_id = $2 and (m.at, m.message_id) > ($3, $4)
order by m.at, m.message_id limit $5

-- name: find_message
select m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, m.body_text, m.body_html,
    m.files, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, j.body
from message m left join job j on m.direction = 'out' and j.workspace_id = m.workspace_id and j.job_id = m.job_id
where m.workspace_id = $1 and m.message_id = $2

-- name: keep_conversations
insert into conversation (workspace_id, conversation_id, channel, account_id, address, started_at, last_at)
select distinct on (j.workspace_id, j.account_id, j.address) j.workspace_id, gen_random_uuid(), j.channel, j.account_id, j.address, $3, $3
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
join job j using (workspace_id, job_id)
order by j.workspace_id, j.account_id, j.address
on conflict (workspace_id, account_id, address) do update set last_at = excluded.last_at

-- name: keep_sent
insert into message (workspace_id, message_id, conversation_id, account_id, direction, kind, job_id, external_id, at)
select j.workspace_id, j.job_id, c.conversation_id, j.account_id, 'out', 'message', j.job_id, u.external_id, $4
from unnest($1::bigint[], $2::uuid[], $3::text[]) as u(workspace_id, job_id, external_id)
join job j using (workspace_id, job_id)
join conversation c on c.workspace_id = j.workspace_id and c.account_id = j.account_id and c.address = j.address
on conflict do nothing

-- name: note
insert into delivery_note (workspace_id, account_id, external_id, status, at, detail, noted_at)
values ($1, $2, $3, $4, least($5, postrider_now()), $6, postrider_now())
on conflict do nothing

-- name: tell_notes
-- Behind the log's lock, and so behind whoever notes or keeps the same message: one of the two sees both.
with ours as (
    update delivery_note n set told = true
    from unnest($1::bigint[], $2::text[], $3::text[]) as u(workspace_id, account_id, external_id)
    join message m on m.workspace_id = u.workspace_id and m.account_id = u.account_id and m.direction = 'out'
        and left(m.external_id, 200) = left(u.external_id, 200) and m.external_id = u.external_id
    where n.workspace_id = u.workspace_id and n.account_id = u.account_id and n.external_id = u.external_id and not n.told
    returning n.workspace_id, n.account_id, n.external_id, n.status, n.at, n.detail, m.job_id, m.message_id, m.conversation_id),
     drawn as materialized (
    select setval('event_position', nextval('event_position') + c.notes - 1) - c.notes as before,
           case when exists (select from webhook_cursor w where w.workspace_id = any($1)) then pg_notify('postrider_news', '') end is null as told
    from (select count(*) as notes from ours) c where c.notes > 0)
insert into event (workspace_id, position, kind, job_id, account_id, at, data)
select o.workspace_id, drawn.before + row_number() over (order by o.at), 'message.' || o.status, o.job_id, o.account_id, postrider_now(),
    jsonb_build_object('conversation_id', o.conversation_id, 'message_id', o.message_id, 'external_id', o.external_id, 'status', o.status, 'at', o.at, 'detail', o.detail)
from drawn, ours o
returning position

-- name: drop_early_notes
delete from delivery_note where workspace_id = $1 and account_id = $2 and not told and noted_at < postrider_now() - interval '1 day'

-- name: find_last_inbound
-- When it was written where the far side tells, since some tell it days later.
select max(least(m.at, m.sent_at)) from (
    select m.at, m.sent_at
    from conversation c join message m using (workspace_id, conversation_id)
    where c.workspace_id = $1 and c.account_id = $2 and c.address = $3 and m.direction = 'in'
    order by m.at desc limit 50) m

-- name: find_mailbox
select uid_validity, last_uid, files_sent, files_sent_at > postrider_now() - interval '1 day' from mailbox where workspace_id = $1 and account_id = $2

-- name: move_mailbox
-- Never back: whoever lost the mailbox's lock may still write behind whoever took it.
insert into mailbox (workspace_id, account_id, uid_validity, last_uid) values ($1, $2, $3, $4)
on conflict (workspace_id, account_id) do update set uid_validity = excluded.uid_validity,
    last_uid = case when mailbox.uid_validity = excluded.uid_validity then greatest(mailbox.last_uid, excluded.last_uid) else excluded.last_uid end

-- name: note_files_sent
insert into mailbox (workspace_id, account_id, files_sent, files_sent_at) values ($1, $2, $3, postrider_now())
on conflict (workspace_id, account_id) do update set files_sent = excluded.files_sent, files_sent_at = excluded.files_sent_at

-- name: try_hold
select pg_try_advisory_lock($1, $2)

-- name: let_go
select pg_advisory_unlock($1, $2)
