-- name: lock
select pg_advisory_xact_lock($1, $2)

-- name: read_now
select postrider_now()

-- name: draw_numbers
select nextval('contact_number') from generate_series(1, $1)

-- name: find
select {columns} from contact c where workspace_id = $1 and contact_id = any($2) order by contact_id

-- name: find_by_mail
select {columns} from contact c where workspace_id = $1 and mail_address = any($2)

-- name: find_by_addresses
select distinct on (a.address) a.address, {columns}
from unnest($2::text[]) as u(address)
join contact_address a on a.workspace_id = $1 and a.address = u.address
join contact c on c.workspace_id = a.workspace_id and c.contact_id = a.contact_id
order by a.address, c.contact_id

-- name: lists_of
select m.contact_id, l.list_id, l.name, l.shared
from contact_list_member m join contact_list l using (workspace_id, list_id)
where m.workspace_id = $1 and m.contact_id = any($2)
order by m.contact_id, l.list_id

-- name: write
insert into contact (workspace_id, contact_id, {names}, opted_out, custom_fields, mail_address, search_text, created_at, updated_at)
select $1, u.contact_id, {written}, u.opted_out, u.custom_fields::jsonb, u.mail_address, u.search_text, $3, $3
from unnest($2::bigint[], {arrays}, $4::boolean[], $5::text[], $6::text[], $7::text[])
    as u(contact_id, {names}, opted_out, custom_fields, mail_address, search_text)
on conflict (workspace_id, contact_id) do update set
    ({names}, opted_out, custom_fields, mail_address, search_text, updated_at) =
    ({excluded}, excluded.opted_out, excluded.custom_fields, excluded.mail_address, excluded.search_text, excluded.updated_at)

-- name: drop_addresses
delete from contact_address a
using unnest($2::bigint[], $3::text[]) as u(contact_id, address)
where a.workspace_id = $1 and a.address = u.address and a.contact_id = u.contact_id

-- name: add_addresses
insert into contact_address (workspace_id, address, contact_id)
select $1, u.address, u.contact_id from unnest($2::bigint[], $3::text[]) as u(contact_id, address)
on conflict do nothing

-- name: count
insert into contact_total (workspace_id, contacts) values ($1, $2)
on conflict (workspace_id) do update set contacts = contact_total.contacts + excluded.contacts

-- name: find_opt_outs
select s.address, s.reason
from unnest($2::text[]) as u(address)
join suppression s on s.workspace_id = $1 and s.address = u.address and (s.reason <> 'bounce' or s.opted_out)

-- name: keep_snapshots
update conversation v
set contact_snapshot = jsonb_strip_nulls(jsonb_build_object(
    'fullName', nullif(concat_ws(' ', c.first_name, c.last_name), ''), 'email', c.email, 'linkedInProfileUrl', c.linkedin_url,
    'phone', c.phone, 'companyName', c.company, 'title', c.title))
from contact c
join contact_address a on a.workspace_id = c.workspace_id and a.contact_id = c.contact_id
where c.workspace_id = $1 and c.contact_id = any($2) and v.workspace_id = a.workspace_id and v.address = a.address

-- name: leave_lists
with gone as (delete from contact_list_member where workspace_id = $1 and contact_id = any($2) returning list_id),
     counted as (select list_id, count(*) as members from gone group by list_id)
update contact_list l set members = l.members - counted.members from counted where l.workspace_id = $1 and l.list_id = counted.list_id

-- name: delete_addresses
delete from contact_address where workspace_id = $1 and contact_id = any($2)

-- name: delete
delete from contact where workspace_id = $1 and contact_id = any($2) returning contact_id

-- name: total
select coalesce((select contacts from contact_total where workspace_id = $1), 0)

-- name: list_total
select members from contact_list where workspace_id = $1 and list_id = $2
