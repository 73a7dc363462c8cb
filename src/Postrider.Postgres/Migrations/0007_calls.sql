-- What is known of a call beyond its job. It ends in the transaction in which its job ends, at the latest. Nothing drops calls, so what is recorded of them is kept.
create table call_record (
    workspace_id     bigint not null,
    job_id           uuid not null,
    agent_id         text not null,
    address          text not null,
    created_at       timestamptz not null,
    attempt          integer not null default 0,
    state            text not null default 'queued' check (state in ('queued', 'dialing', 'ringing', 'in_progress', 'ended')),
    outcome          text check (outcome in ('completed', 'voicemail', 'voicemail_left', 'no_answer', 'busy', 'rejected', 'invalid_number', 'failed', 'silence', 'canceled', 'suppressed', 'expired', 'unknown')),
    answered_by      text check (answered_by in ('human', 'machine', 'unknown')),
    ended_by         text check (ended_by in ('agent', 'callee', 'limit', 'operator')),
    sip_code         integer,
    sip_reason       text,
    dialed_at        timestamptz,
    ringing_at       timestamptz,
    answered_at      timestamptz,
    ended_at         timestamptz,
    digits           text not null default '',
    opt_out          boolean not null default false,
    transcript       jsonb not null default '[]',
    warnings         jsonb not null default '[]',
    recording_sha256 bytea,
    hangup_at        timestamptz,
    primary key (workspace_id, job_id),
    check ((state = 'ended') = (outcome is not null)),
    check ((state = 'ended') = (ended_at is not null))
);
create index call_record_state on call_record (workspace_id, state, job_id);
create index call_record_outcome on call_record (workspace_id, outcome, job_id) where outcome is not null;
create index call_record_address on call_record (workspace_id, address, job_id);
create index call_record_recording on call_record (workspace_id, recording_sha256) where recording_sha256 is not null;

create view call_view as
select workspace_id, job_id, agent_id, address as callee, attempt as call_attempt, state as call_state, outcome, answered_by, ended_by, sip_code, sip_reason,
       dialed_at, ringing_at, answered_at, ended_at, digits, opt_out, transcript, warnings, recording_sha256, hangup_at
from call_record;

-- What an event tells of a call that came into a state. How long a call of unknown end was talked, nobody knows.
create function call_facts(call call_record, told text) returns text language sql stable as $$
select (case when told = 'ended' then jsonb_build_object(
        'outcome', call.outcome, 'answered_by', call.answered_by, 'ended_by', call.ended_by, 'sip_code', call.sip_code, 'opt_out', call.opt_out,
        'ring_seconds', case when call.outcome <> 'unknown' then round(extract(epoch from coalesce(call.answered_at, call.ended_at) - call.ringing_at), 3) end,
        'talk_seconds', case when call.outcome <> 'unknown' then round(extract(epoch from call.ended_at - call.answered_at), 3) end)
    else '{}' end
    || jsonb_build_object('external_id', 'call_' || replace(call.job_id::text, '-', ''), 'agent_id', call.agent_id, 'to', substr(call.address, strpos(call.address, ':') + 1), 'state', told))::text
$$;

-- How many calls a workspace may place in a calendar month of its zone. A workspace without a row has placed none and has the defaults.
create table call_allowance (
    workspace_id bigint not null references workspace,
    monthly      bigint not null default 100000 check (monthly >= 0),
    time_zone    text not null default 'UTC',
    month        date,
    used         bigint not null default 0 check (used >= 0),
    primary key (workspace_id)
);

-- The least gap between an account's own starts, in microseconds, and when it started last. Only accounts that have a gap keep the time.
alter table account add column start_gap bigint check (start_gap > 0);
alter table account_load add column last_start_at timestamptz;
