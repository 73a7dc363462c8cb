-- name: add_lane
insert into lane (workspace_id, lane, max_in_flight, paused, gap, hours) values ($1, $2, $3, true, $4, $5)

-- name: add
insert into campaign (workspace_id, campaign_id, lane, agent_id, account_id, trigger, plan, state, name, gap, max_concurrent, max_attempts, retry_delay, retry_on,
    send_window, time_zone, consent_basis, caller_name, announces, created_at, touched_at)
values ($1, $2, $3, $4, $5, $6, $7, 'gathering', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, postrider_now(), postrider_now())

-- name: add_key
insert into campaign_key (workspace_id, key_hash, body_hash, campaign_id) values ($1, $2, $3, $4)

-- name: find_key
select campaign_id, body_hash from campaign_key where workspace_id = $1 and key_hash = $2

-- name: use_contents
insert into content_use (workspace_id, sha256, job_id)
select $1, sha256, $2 from unnest($3::bytea[]) as u(sha256)
on conflict do nothing

-- name: lock_campaigns
select c.workspace_id, c.campaign_id, c.state
from unnest($1::bigint[], $2::uuid[]) as u(workspace_id, campaign_id)
join campaign c using (workspace_id, campaign_id)
order by c.workspace_id, c.campaign_id
for no key update of c

-- name: read_numbers
select c.workspace_id, c.campaign_id, c.address
from unnest($1::bigint[], $2::uuid[], $3::text[]) as u(workspace_id, campaign_id, address)
join campaign_number c using (workspace_id, campaign_id, address)

-- name: add_calls
with added as (select workspace_id, campaign_id, zones, count(*) as calls from unnest($1::bigint[], $2::uuid[], $3::text[]) as u(workspace_id, campaign_id, zones) group by 1, 2, 3),
     counted as (
    update campaign c set accepted = c.accepted + a.calls, touched_at = postrider_now()
    from (select workspace_id, campaign_id, sum(calls) as calls from added group by 1, 2) a
    where c.workspace_id = a.workspace_id and c.campaign_id = a.campaign_id),
     numbered as (
    insert into campaign_number (workspace_id, campaign_id, address)
    select * from unnest($1::bigint[], $2::uuid[], $4::text[]))
insert into campaign_zone (workspace_id, campaign_id, zones, calls)
select workspace_id, campaign_id, zones, calls from added order by 1, 2, 3
on conflict (workspace_id, campaign_id, zones) do update set calls = campaign_zone.calls + excluded.calls

-- name: count_ends
with ended as materialized (
    select c.workspace_id, c.campaign_id, coalesce(c.zones, '') as zones, coalesce(c.outcome, u.outcome) as outcome, count(*) as calls,
           coalesce(sum(extract(epoch from coalesce(c.ended_at, $4) - c.dialed_at) * 1000000), 0)::bigint as on_line
    from unnest($1::bigint[], $2::uuid[], $3::text[]) as u(workspace_id, job_id, outcome)
    join call_record c on c.workspace_id = u.workspace_id and c.job_id = u.job_id
    where c.campaign_id is not null
    group by 1, 2, 3, 4),
     less as (
    update campaign_zone z set calls = z.calls - e.calls
    from (select workspace_id, campaign_id, zones, sum(calls) as calls from ended group by 1, 2, 3) e
    where z.workspace_id = e.workspace_id and z.campaign_id = e.campaign_id and z.zones = e.zones)
insert into campaign_count (workspace_id, campaign_id, outcome, calls, on_line)
select workspace_id, campaign_id, outcome, sum(calls), sum(on_line) from ended group by 1, 2, 3 order by 1, 2, 3
on conflict (workspace_id, campaign_id, outcome) do update set calls = campaign_count.calls + excluded.calls, on_line = campaign_count.on_line + excluded.on_line

-- name: add_dials
with dials as (
    select workspace_id, campaign_id, count(*)::integer as number, array_agg(fault order by ordinal) as faults
    from unnest($1::bigint[], $2::uuid[], $3::boolean[]) with ordinality as u(workspace_id, campaign_id, fault, ordinal)
    group by 1, 2)
update campaign c
set dial_faults = (c.dial_faults || d.faults)[greatest(1, cardinality(c.dial_faults) + d.number - 19):],
    dial_times = (c.dial_times || array_fill($4::timestamptz, array[d.number]))[greatest(1, cardinality(c.dial_times) + d.number - 19):]
from dials d
where c.workspace_id = d.workspace_id and c.campaign_id = d.campaign_id

-- name: reject
insert into campaign_reject (workspace_id, campaign_id, row_number, number, reason, detail)
select $1, $2, row_number, number, reason, detail from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) with ordinality as u(row_number, number, reason, detail, ordinal)
order by ordinal

-- name: count_rejects
update campaign
set duplicate = duplicate + $3, suppressed = suppressed + $4, over_allowance = over_allowance + $5, invalid = invalid + $6, touched_at = postrider_now()
where workspace_id = $1 and campaign_id = $2

-- name: find
select c.*, l.in_flight, postrider_now() as now,
       (select jsonb_object_agg(o.outcome, o.calls)::text from campaign_count o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as outcomes,
       (select coalesce(sum(o.on_line), 0)::bigint from campaign_count o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as on_line,
       (select case when count(*) = 20 and min(d.at) > postrider_now() - interval '1 minute' then round(20 * 60 / greatest(extract(epoch from postrider_now() - min(d.at)), 0.1))
                    else count(*) filter (where d.at > postrider_now() - interval '1 minute') end::bigint from unnest(c.dial_times) as d(at)) as per_minute
from campaign c
join lane l on l.workspace_id = c.workspace_id and l.lane = c.lane
where c.workspace_id = $1 and c.campaign_id = $2 and c.state <> 'gathering'

-- name: list
select c.*, l.in_flight, postrider_now() as now,
       (select jsonb_object_agg(o.outcome, o.calls)::text from campaign_count o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as outcomes,
       (select coalesce(sum(o.on_line), 0)::bigint from campaign_count o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as on_line,
       (select case when count(*) = 20 and min(d.at) > postrider_now() - interval '1 minute' then round(20 * 60 / greatest(extract(epoch from postrider_now() - min(d.at)), 0.1))
                    else count(*) filter (where d.at > postrider_now() - interval '1 minute') end::bigint from unnest(c.dial_times) as d(at)) as per_minute
from campaign c
join lane l on l.workspace_id = c.workspace_id and l.lane = c.lane
where c.workspace_id = $1 and ($2::uuid is null or c.campaign_id < $2) and ($3::text is null or c.state = $3) and c.state <> 'gathering'
order by c.campaign_id desc
limit $4

-- name: read_for_change
select c.*, 0 as in_flight, postrider_now() as now, null::text as outcomes, 0::bigint as on_line, 0::bigint as per_minute
from campaign c where c.workspace_id = $1 and c.campaign_id = $2 for no key update

-- name: change
update campaign
set name = $3, gap = $4, max_concurrent = $5, max_attempts = $6, retry_delay = $7, retry_on = $8, send_window = $9, time_zone = $10, consent_basis = $11, caller_name = $12, announces = $13
where workspace_id = $1 and campaign_id = $2

-- name: change_lane
update lane set gap = $3, max_in_flight = $4, hours = $5, ready_at = postrider_now() where workspace_id = $1 and lane = $2

-- name: forget_hours
update live_job set due_at = slot_at where workspace_id = $1 and lane = $2 and state = 'waiting' and not in_line and note = $3

-- name: set_plan
update campaign set plan = $3 where workspace_id = $1 and campaign_id = $2

-- name: set_state
update campaign
set state = $3, pause_reason = $4, start_at = coalesce($5, start_at), dial_times = '{}', dial_faults = '{}',
    started_at = case when $3 = 'running' then coalesce(started_at, postrider_now()) else started_at end,
    ended_at = case when $3 in ('completed', 'canceled') then postrider_now() end,
    open = open and $3 <> 'completed'
where workspace_id = $1 and campaign_id = $2

-- name: pause_lane
update lane set paused = $3, ready_at = case when $3 then ready_at else postrider_now() end where workspace_id = $1 and lane = $2

-- name: find_waiting
(select job_id from live_job where workspace_id = $1 and lane = $2 and state = 'waiting' and not in_line limit $3)
union all
(select l.job_id from line join live_job l on l.workspace_id = line.workspace_id and l.lane = line.lane and l.account_id = line.account_id and l.state = 'waiting' and l.in_line
 where line.workspace_id = $1 and line.lane = $2 limit $3)
limit $3

-- name: give_back
-- What was never dialed costs nothing of the month in which it was accepted.
update call_allowance a
set used = greatest(0, a.used - n.unspent)
from (select count(*) as unspent from unnest($2::uuid[]) as u(job_id) join job j on j.workspace_id = $1 and j.job_id = u.job_id
      join call_allowance b on b.workspace_id = j.workspace_id and j.accepted_at >= b.month::timestamp at time zone b.time_zone) n
where a.workspace_id = $1

-- name: ask_hang_ups
update call_record set hangup_at = coalesce(hangup_at, postrider_now()) where workspace_id = $1 and campaign_id = $2 and state <> 'ended'

-- name: find_rule
select plan, max_attempts, retry_delay, retry_on from campaign where workspace_id = $1 and campaign_id = $2

-- name: read_zones
select zones, calls from campaign_zone where workspace_id = $1 and campaign_id = $2 and calls > 0

-- name: count_suppressed
select count(*) from call_record c join suppression s on s.workspace_id = c.workspace_id and s.address = c.address
where c.workspace_id = $1 and c.campaign_id = $2 and c.state = 'queued'

-- name: count_rejected
select reason, count(*) from campaign_reject where workspace_id = $1 and campaign_id = $2 group by reason

-- name: read_calls
-- Each call of the page by its key ("offset 0" sees to it): a merge would go through the workspace's jobs from the first one, for every page anew.
with page as materialized (select job_id from call_record where workspace_id = $1 and campaign_id = $2 and job_id > $3 order by job_id limit $4)
select v.*, c.* from page p
cross join lateral (select * from call_view where workspace_id = $1 and job_id = p.job_id offset 0) c
cross join lateral (select * from job_view where workspace_id = $1 and job_id = p.job_id offset 0) v
order by p.job_id

-- name: read_rejected
select entry, row_number, number, reason, detail from campaign_reject
where workspace_id = $1 and campaign_id = $2 and entry > $3
order by entry
limit $4

-- name: find_tended
with open as (
    select c.workspace_id, c.campaign_id, c.state, c.accepted, c.touched_at, c.start_at,
           (select coalesce(sum(o.calls), 0) from campaign_count o where o.workspace_id = c.workspace_id and o.campaign_id = c.campaign_id) as done,
           (select count(*) from unnest(c.dial_times, c.dial_faults) as d(at, fault) where d.fault and d.at > postrider_now() - interval '2 minutes') as faults
    from campaign c where c.open)
select workspace_id, campaign_id,
       case when state = 'scheduled' then 'start' when state = 'gathering' then 'discard' when state = 'canceled' then case when accepted = done then 'close' else 'cancel' end
            when accepted = done then 'complete' else 'pause' end
from open
where case state
    when 'scheduled' then start_at <= postrider_now()
    when 'gathering' then touched_at < postrider_now() - interval '10 minutes'
    when 'running' then accepted = done or faults > 10
    when 'paused' then accepted = done
    when 'canceled' then true
    else false end
limit $1

-- name: close
update campaign set open = false where workspace_id = $1 and campaign_id = $2 and state = 'canceled'

-- name: discard_calls
with gone as (delete from call_record where workspace_id = $1 and campaign_id = $2 returning job_id),
     live as (delete from live_job l using gone where l.workspace_id = $1 and l.job_id = gone.job_id),
     numbers as (delete from campaign_number where workspace_id = $1 and campaign_id = $2),
     spent as (
    update call_allowance a set used = greatest(0, a.used - n.unspent)
    from (select count(*) as unspent from gone join job j on j.workspace_id = $1 and j.job_id = gone.job_id
          join call_allowance b on b.workspace_id = j.workspace_id and j.accepted_at >= b.month::timestamp at time zone b.time_zone) n
    where a.workspace_id = $1)
delete from job j using gone where j.workspace_id = $1 and j.job_id = gone.job_id

-- name: discard
delete from campaign where workspace_id = $1 and campaign_id = $2 and state = 'gathering'

-- name: discard_lines
delete from line where workspace_id = $1 and lane = $2

-- name: discard_lane
delete from lane where workspace_id = $1 and lane = $2

-- name: discard_uses
delete from content_use where workspace_id = $1 and job_id = $2
