-- Whether a workspace may run campaigns; null: as its name says, which lets the default one.
alter table workspace add column outbound_campaigns boolean;

-- Of a campaign's lane: whether it stands still, the gap that goes before its jobs' own, and the hours in which it calls.
alter table lane add column paused boolean not null default false;
alter table lane add column gap bigint check (gap > 0);
alter table lane add column hours text;
drop index lane_ready;
create index lane_ready on lane (ready_at) where ready_at < 'infinity' and not paused;

-- The zones in which the callee of a campaign's call may be.
alter table live_job add column zones text;

-- Who steps aside until the same moment comes back in the order of acceptance.
drop index live_aside;
create index live_aside on live_job (workspace_id, lane, due_at, position) where state = 'waiting' and not in_line;

create table campaign (
    workspace_id   bigint not null references workspace,
    campaign_id    uuid not null,
    lane           text not null,
    agent_id       text not null,
    account_id     text not null,
    trigger        text,
    plan           bytea not null,
    state          text not null check (state in ('gathering', 'draft', 'scheduled', 'running', 'paused', 'completed', 'canceled')),
    pause_reason   text,
    name           text not null,
    gap            bigint not null check (gap > 0),
    max_concurrent integer not null check (max_concurrent > 0),
    max_attempts   integer not null check (max_attempts between 1 and 10),
    retry_delay    bigint not null check (retry_delay >= 0),
    retry_on       text[] not null,
    send_window    text not null,
    time_zone      text not null,
    consent_basis  text,
    caller_name    text,
    announces      boolean not null,
    start_at       timestamptz,
    created_at     timestamptz not null,
    touched_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    accepted       bigint not null default 0,
    duplicate      bigint not null default 0,
    invalid        bigint not null default 0,
    suppressed     bigint not null default 0,
    over_allowance bigint not null default 0,
    open           boolean not null default true,
    dial_times     timestamptz[] not null default '{}',
    dial_faults    boolean[] not null default '{}',
    primary key (workspace_id, campaign_id),
    check ((state = 'scheduled') <= (start_at is not null)),
    check ((state in ('completed', 'canceled')) = (ended_at is not null))
) with (fillfactor = 50);
create index campaign_open on campaign (workspace_id, campaign_id) where open;

-- What requests with a key have made, and the value of their bodies.
create table campaign_key (
    workspace_id bigint not null,
    key_hash     uuid not null,
    body_hash    uuid not null,
    campaign_id  uuid not null,
    primary key (workspace_id, key_hash),
    foreign key (workspace_id, campaign_id) references campaign on delete cascade
);
create index campaign_key_campaign on campaign_key (workspace_id, campaign_id);

-- Its ended calls by outcome, and how long they took from the dialing to the end, in microseconds.
create table campaign_count (
    workspace_id bigint not null,
    campaign_id  uuid not null,
    outcome      text not null,
    calls        bigint not null,
    on_line      bigint not null,
    primary key (workspace_id, campaign_id, outcome),
    foreign key (workspace_id, campaign_id) references campaign on delete cascade
) with (fillfactor = 50);

-- Its calls that have not ended, by the zones of their callees.
create table campaign_zone (
    workspace_id bigint not null,
    campaign_id  uuid not null,
    zones        text not null,
    calls        bigint not null,
    primary key (workspace_id, campaign_id, zones),
    foreign key (workspace_id, campaign_id) references campaign on delete cascade
) with (fillfactor = 50);

-- Rows that did not become calls.
create table campaign_reject (
    workspace_id bigint not null,
    campaign_id  uuid not null,
    entry        bigint generated always as identity,
    row_number   bigint not null,
    number       text not null,
    reason       text not null,
    detail       text not null,
    primary key (workspace_id, campaign_id, entry),
    foreign key (workspace_id, campaign_id) references campaign on delete cascade
);

-- A number is called by a campaign once; whoever adds numbers looks here under the lane's lock. It is a table of its own because plans are pinned while tables are
-- small: of several indexes that begin with a campaign the one that is smallest then would be taken, and every look would read the whole campaign.
create table campaign_number (
    workspace_id bigint not null,
    campaign_id  uuid not null,
    address      text not null,
    primary key (workspace_id, campaign_id, address)
);

alter table call_record add column campaign_id uuid;
alter table call_record add column zones text;
create index call_record_campaign on call_record (workspace_id, campaign_id, job_id) where campaign_id is not null;

create or replace view call_view as
select workspace_id, job_id, agent_id, address as callee, attempt as call_attempt, state as call_state, outcome, answered_by, ended_by, sip_code, sip_reason,
       dialed_at, ringing_at, answered_at, ended_at, digits, opt_out, transcript, warnings, recording_sha256, hangup_at, far_side_id, campaign_id, zones
from call_record;
