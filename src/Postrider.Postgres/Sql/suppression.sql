-- name: add_bounce
insert into suppression as s (workspace_id, address, reason, note, created_at) values ($1, $2, 'bounce', $3, postrider_now())
on conflict (workspace_id, address) do update set bounced = true where not s.bounced and s.reason <> 'bounce'

-- name: opt_out
with recursive reached(address) as (
    select u.address from unnest($2::text[]) as u(address)
    union
    select b.address
    from reached r
    join contact_address a on a.workspace_id = $1 and a.address = r.address
    join contact_address b on b.workspace_id = a.workspace_id and b.contact_id = a.contact_id),
     marked as (
    update contact c set opted_out = true
    where c.workspace_id = $1 and not c.opted_out
        and c.contact_id in (select a.contact_id from reached r join contact_address a on a.workspace_id = $1 and a.address = r.address))
insert into suppression as s (workspace_id, address, reason, note, created_at)
select $1, address, $3, $4, postrider_now() from reached order by address
on conflict (workspace_id, address) do update set opted_out = true where s.reason = 'bounce' and not s.opted_out
returning s.address, s.reason = 'bounce'

-- name: lift
with gone as (delete from suppression where workspace_id = $1 and address = any($2) and reason <> 'bounce' and not bounced returning address),
     kept as (
    update suppression set reason = 'bounce', bounced = false, opted_out = false
    where workspace_id = $1 and address = any($2) and ((reason <> 'bounce' and bounced) or (reason = 'bounce' and opted_out)))
select address from gone

-- name: free_contacts
update contact c set opted_out = false
where c.workspace_id = $1 and c.opted_out
    and c.contact_id in (select contact_id from contact_address where workspace_id = $1 and address = any($2))
    and not exists (
        select from contact_address a
        join suppression s on s.workspace_id = a.workspace_id and s.address = a.address and (s.reason <> 'bounce' or s.opted_out)
        where a.workspace_id = $1 and a.contact_id = c.contact_id)

-- name: remove
delete from suppression where workspace_id = $1 and address = $2

-- name: find
select address, reason, note, created_at from suppression where workspace_id = $1 and address = $2

-- name: list
select address, reason, note, created_at from suppression where workspace_id = $1 and address > $2 order by address limit $3
