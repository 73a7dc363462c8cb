-- name: find
select far_id, relation, chat_id, can_inmail from far_profile
where workspace_id = $1 and account_id = $2 and address = $3 and seen_at > postrider_now() - $4

-- name: keep
insert into far_profile (workspace_id, account_id, address, far_id, relation, chat_id, can_inmail, seen_at)
values ($1, $2, $3, $4, $5, $6, $7, postrider_now())
on conflict (workspace_id, account_id, address) do update
set far_id = excluded.far_id, relation = excluded.relation, chat_id = excluded.chat_id, can_inmail = excluded.can_inmail, seen_at = excluded.seen_at
