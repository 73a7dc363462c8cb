-- name: list
select c.conversation_id, c.channel, c.account_id, c.address, c.started_at, c.last_at, c.last_inbound_at,
    c.number, c.unread, c.meeting_intent, k.category_id, k.name, k.color, c.contact_snapshot::text, a.number, a.identifier, a.name,
    m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, left(m.body_text, 2000), left(m.body_html, 8000),
    null::jsonb, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, m.body
from (
    select * from conversation
    where workspace_id = $1 and channel = any($2::text[])
      and (not $3::boolean or meeting_intent)
      and ($4::boolean is null or (last_inbound_at is not null) = $4)
      and (not $5::boolean or unread)
      and last_at >= $6 and last_at < $7
      and ($8::bigint[] is null or category_id = any($8))
      and ($9::bigint[] is null or account_id in (select account_id from account where workspace_id = $1 and number = any($9)))
      and ($10::text is null
        or address like $10
        or address in (
            select d.address from contact p join contact_address d using (workspace_id, contact_id)
            where p.workspace_id = $1 and p.search_text like $13)
        or exists (
            select from message s
            where s.workspace_id = $1 and s.conversation_id = conversation.conversation_id and s.direction = 'in'
              and lower(coalesce(s.subject, '') || ' ' || left(coalesce(s.body_text, ''), 4000)) like $10))
    order by last_at desc, number desc offset $11 limit $12) c
join account a on a.workspace_id = c.workspace_id and a.account_id = c.account_id
left join thread_category k on k.workspace_id = c.workspace_id and k.category_id = c.category_id
left join lateral (
    select s.*, j.body from message s
    left join job j on s.direction = 'out' and j.workspace_id = s.workspace_id and j.job_id = s.job_id
    where s.workspace_id = c.workspace_id and s.conversation_id = c.conversation_id
    order by s.at desc, s.message_id desc limit 1) m on true
order by c.last_at desc, c.number desc

-- name: find
select c.conversation_id, c.channel, c.account_id, c.address, c.started_at, c.last_at, c.last_inbound_at,
    c.number, c.unread, c.meeting_intent, k.category_id, k.name, k.color, c.contact_snapshot::text, a.number, a.identifier, a.name,
    m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, left(m.body_text, 2000), left(m.body_html, 8000),
    null::jsonb, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, m.body
from conversation c
join account a on a.workspace_id = c.workspace_id and a.account_id = c.account_id
left join thread_category k on k.workspace_id = c.workspace_id and k.category_id = c.category_id
left join lateral (
    select s.*, j.body from message s
    left join job j on s.direction = 'out' and j.workspace_id = s.workspace_id and j.job_id = s.job_id
    where s.workspace_id = c.workspace_id and s.conversation_id = c.conversation_id
    order by s.at desc, s.message_id desc limit 1) m on true
where c.workspace_id = $1 and c.number = $2 and c.channel in ('email', 'linkedin')

-- name: list_messages
select m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, m.body_text, m.body_html,
    m.files, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, j.body
from conversation c
join message m on m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id
left join job j on m.direction = 'out' and j.workspace_id = m.workspace_id and j.job_id = m.job_id
where c.workspace_id = $1 and c.number = $2
order by m.at, m.message_id offset $3 limit $4

-- name: list_last_messages
select m.message_id, m.conversation_id, m.account_id, m.direction, m.kind, m.job_id, m.external_id, m.from_address, m.from_name, m.subject, m.body_text, m.body_html,
    m.files, m.raw_sha256, m.raw_size, m.backfilled, m.sent_at, m.at, j.body
from conversation c
join message m on m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id
left join job j on m.direction = 'out' and j.workspace_id = m.workspace_id and j.job_id = m.job_id
where c.workspace_id = $1 and c.number = $2
order by m.at desc, m.message_id desc limit $3

-- name: delete_raw_uses
delete from content_use x
using message m, conversation c
where c.workspace_id = $1 and c.number = any($2::bigint[]) and m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id
  and m.raw_sha256 is not null and x.workspace_id = m.workspace_id and x.sha256 = m.raw_sha256 and x.job_id = m.message_id

-- name: delete_messages
delete from message m using conversation c
where c.workspace_id = $1 and c.number = any($2::bigint[]) and m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id

-- name: delete
delete from conversation where workspace_id = $1 and number = any($2::bigint[]) returning number

-- name: lock
select number from conversation where workspace_id = $1 and number = any($2::bigint[]) and channel in ('email', 'linkedin') order by conversation_id for update

-- name: mark
update conversation set unread = $3 where workspace_id = $1 and number = any($2::bigint[]) and channel in ('email', 'linkedin') returning number

-- name: mark_meeting
update conversation set meeting_intent = $3 where workspace_id = $1 and number = any($2::bigint[]) and channel in ('email', 'linkedin') returning number

-- name: categorize
update conversation set category_id = $3
where workspace_id = $1 and number = any($2::bigint[]) and channel in ('email', 'linkedin') and ($4::bigint is null or category_id = $4)
returning number

-- name: list_categories
select category_id, name, color from thread_category where workspace_id = $1 order by lower(name)

-- name: find_category
select category_id, name, color from thread_category where workspace_id = $1 and category_id = $2

-- name: add_category
insert into thread_category (workspace_id, name, color) values ($1, $2, $3) on conflict do nothing returning category_id, name, color

-- name: change_category
update thread_category set name = $3, color = $4 where workspace_id = $1 and category_id = $2

-- name: uncategorize
update conversation set category_id = null where workspace_id = $1 and category_id = $2

-- name: delete_category
delete from thread_category where workspace_id = $1 and category_id = $2
