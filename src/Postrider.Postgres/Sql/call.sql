-- name: make_allowances
insert into call_allowance (workspace_id)
select distinct workspace_id from unnest($1::bigint[]) as u(workspace_id)
order by workspace_id
on conflict do nothing

-- name: lock_allowances
select a.workspace_id, a.monthly, a.time_zone, a.month, a.used
from (select distinct workspace_id from unnest($1::bigint[]) as w(workspace_id)) u
join call_allowance a using (workspace_id)
order by a.workspace_id
for no key update of a

-- name: spend
update call_allowance a
set month = u.month, used = u.used
from unnest($1::bigint[], $2::date[], $3::bigint[]) as u(workspace_id, month, used)
where a.workspace_id = u.workspace_id

-- name: read_allowance
select a.monthly, a.time_zone, a.month, a.used, postrider_now()
from (select) x left join call_allowance a on a.workspace_id = $1

-- name: set_allowance
insert into call_allowance (workspace_id, monthly, time_zone) values ($1, $2, $3)
on conflict (workspace_id) do update set monthly = excluded.monthly, time_zone = excluded.time_zone

-- name: insert
insert into call_record (workspace_id, job_id, agent_id, address, created_at, campaign_id, zones)
select workspace_id, job_id, agent_id, address, $5, campaign_id, zones
from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $6::uuid[], $7::text[]) as u(workspace_id, job_id, agent_id, address, campaign_id, zones)

-- name: find
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id = $2

-- name: list_all
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id < $2 and ($3::uuid is null or c.job_id >= $3)
order by c.job_id desc
limit $4

-- name: list_state
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id < $2 and ($3::uuid is null or c.job_id >= $3) and c.call_state = $5
order by c.job_id desc
limit $4

-- name: list_outcome
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id < $2 and ($3::uuid is null or c.job_id >= $3) and c.outcome = $5 and ($6::text is null or c.call_state = $6)
order by c.job_id desc
limit $4

-- name: list_callee
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id < $2 and ($3::uuid is null or c.job_id >= $3) and c.callee = $5 and ($6::text is null or c.call_state = $6) and ($7::text is null or c.outcome = $7) and ($8::uuid is null or c.campaign_id = $8)
order by c.job_id desc
limit $4

-- name: list_campaign
select v.*, c.* from call_view c join job_view v on v.workspace_id = c.workspace_id and v.job_id = c.job_id
where c.workspace_id = $1 and c.job_id < $2 and ($3::uuid is null or c.job_id >= $3) and c.campaign_id = $5 and ($6::text is null or c.call_state = $6) and ($7::text is null or c.outcome = $7)
order by c.job_id desc
limit $4

-- name: own
select c.state from live_job l
join call_record c on c.workspace_id = l.workspace_id and c.job_id = l.job_id
where l.workspace_id = $1 and l.job_id = $2 and l.claim = $3 and l.state = 'running'
for share of l for no key update of c

-- name: write
update call_record
set attempt = $3, state = $4, outcome = $5, answered_by = $6, ended_by = $7, sip_code = $8, sip_reason = $9, dialed_at = $10, ringing_at = $11, answered_at = $12, ended_at = $13,
    digits = $14, opt_out = $15, transcript = $16::jsonb, warnings = $17::jsonb, recording_sha256 = $18, far_side_id = $19
where workspace_id = $1 and job_id = $2

-- name: tell
with drawn as materialized (
    select setval('event_position', nextval('event_position') + $5 - 1) - $5 as before,
           case when exists (select from webhook_cursor w where w.workspace_id = $1) then pg_notify('postrider_news', '') end is null as told)
insert into event (workspace_id, position, kind, job_id, account_id, at, data)
select c.workspace_id, drawn.before + u.number, u.kind, c.job_id, j.account_id, postrider_now(), call_facts(c, u.state)
from drawn, unnest($3::text[], $4::text[]) with ordinality as u(state, kind, number), call_record c
join job j on j.workspace_id = c.workspace_id and j.job_id = c.job_id
where c.workspace_id = $1 and c.job_id = $2

-- name: lock
select from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
join call_record c on c.workspace_id = u.workspace_id and c.job_id = u.job_id
order by c.workspace_id, c.job_id
for no key update of c

-- name: end
with ended as (
    update call_record c
    set state = 'ended', outcome = u.outcome, ended_at = $4
    from unnest($1::bigint[], $2::uuid[], $3::text[]) as u(workspace_id, job_id, outcome)
    where c.workspace_id = u.workspace_id and c.job_id = u.job_id and c.state <> 'ended'
    returning c as call),
     drawn as materialized (
    select setval('event_position', nextval('event_position') + n.ends - 1) - n.ends as before,
           case when exists (select from webhook_cursor w where w.workspace_id = any($1)) then pg_notify('postrider_news', '') end is null as told
    from (select count(*) as ends from ended) n where n.ends > 0)
insert into event (workspace_id, position, kind, job_id, account_id, at, data)
select j.workspace_id, drawn.before + row_number() over (), 'call.ended', j.job_id, j.account_id, $4, call_facts(e.call, 'ended')
from drawn, ended e
join job j on j.workspace_id = (e.call).workspace_id and j.job_id = (e.call).job_id

-- name: return
update call_record c
set state = 'queued', attempt = 0, dialed_at = null, ringing_at = null
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
where c.workspace_id = u.workspace_id and c.job_id = u.job_id and c.state in ('dialing', 'ringing')

-- name: begin_anew
update call_record c
set state = 'queued', outcome = null, answered_by = null, ended_by = null, sip_code = null, sip_reason = null, dialed_at = null, ringing_at = null, answered_at = null, ended_at = null,
    digits = '', transcript = '[]', recording_sha256 = null, far_side_id = null
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
where c.workspace_id = u.workspace_id and c.job_id = u.job_id and c.state <> 'queued'

-- name: where_is
select j.lane, c.state from call_record c join job j on j.workspace_id = c.workspace_id and j.job_id = c.job_id
where c.workspace_id = $1 and c.job_id = $2

-- name: ask_hang_up
update call_record set hangup_at = coalesce(hangup_at, postrider_now())
where workspace_id = $1 and job_id = $2 and state <> 'ended'

-- name: tell_hang_up
select pg_notify('postrider_hangup', '')

-- name: find_hang_ups
select c.workspace_id, c.job_id from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, job_id)
join call_record c on c.workspace_id = u.workspace_id and c.job_id = u.job_id
where c.hangup_at is not null
