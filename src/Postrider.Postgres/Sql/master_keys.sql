-- name: lock
-- Nodes that start together with keys of their own must not both be the first.
lock table master_key in share row exclusive mode;

-- name: known
-- What was recorded, and what seals something though nobody recorded it. Crosses workspaces, as the start of a node does.
select fingerprint from master_key
union
select encode(substring(secrets from 2 for 8), 'hex') from account where secrets is not null
union
select encode(substring(sealed from 2 for 8), 'hex') from house_secret;

-- name: record
insert into master_key (fingerprint, created_at) values ($1, postrider_now()) on conflict do nothing;

-- name: sealed_by_others
select workspace_id, account_id, secrets
from account
where secrets is not null and substring(secrets from 2 for 8) <> $1
limit 100
for update;

-- name: seal_again
update account set secrets = $3 where workspace_id = $1 and account_id = $2;

-- name: house_sealed_by_others
select 0::bigint, name, sealed from house_secret where substring(sealed from 2 for 8) <> $1 for update;

-- name: seal_house_again
update house_secret set sealed = $2 where name = $1;

-- name: add_house_secret
insert into house_secret (name, sealed) values ($1, $2) on conflict do nothing;

-- name: find_house_secret
select sealed from house_secret where name = $1;

-- name: forget_others
delete from master_key where fingerprint <> $1;
