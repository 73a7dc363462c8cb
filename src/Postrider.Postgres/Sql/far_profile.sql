-- name: find
select far_id, relation, chat_id, can_inmail from far_profile
where workspace_id = $1 and account_id = $2 and address = $3 and seen_at > postrider_now() - $4

-- name: keep
insert into far_profile (workspace_id, account_id, address, far_id, relation, chat_id, can_inmail, seen_at)
values ($1, $2, $3, $4, $5, $6, $7, postrider_now())
on conflict (workspace_id, account_id, address) do update
set far_id = excluded.far_id, relation = excluded.relation, chat_id = excluded.chat_id, can_inmail = excluded.can_inmail, seen_at = excluded.seen_at

-- name: find_address
select address from far_profile where workspace_id = $1 and account_id = $2 and far_id = $3 order by address limit 1

-- name: connect
with connected as (
    update far_profile set relation = 'connected', seen_at = postrider_now()
    where workspace_id = $1 and account_id = $2 and address = $3 and relation <> 'connected'
    returning far_id)
select far_id, postrider_now(), (
    select m.job_id from conversation c
    join message m on m.workspace_id = c.workspace_id and m.conversation_id = c.conversation_id and m.direction = 'out' and m.job_id is not null
    where c.workspace_id = $1 and c.account_id = $2 and c.address = $3
    order by m.at desc, m.message_id desc limit 1)
from connected

-- name: list_pending
select far_id, address, seen_at from far_profile
where workspace_id = $1 and account_id = $2 and relation = 'pending'
order by seen_at desc, address limit $3
