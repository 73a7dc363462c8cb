-- Time is read through this one function; a test database replaces it by one that can be turned.
create function postrider_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

create table workspace (
    workspace_id bigint generated always as identity primary key,
    name         text not null unique,
    created_at   timestamptz not null
);

create table api_key (
    workspace_id bigint not null references workspace,
    key_id       uuid not null,
    name         text not null,
    hash         bytea not null unique,
    hint         text not null,
    scopes       text[] not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    primary key (workspace_id, key_id)
);

-- Rises with every change to a key or an account; nodes drop what they remember when it does.
create table version (
    single  boolean primary key default true check (single),
    access  bigint not null,
    account bigint not null
);
insert into version (access, account) values (1, 1);

-- Fingerprints of the master keys that sealed something here.
create table master_key (
    fingerprint text primary key,
    created_at  timestamptz not null
);

create table account (
    workspace_id    bigint not null references workspace,
    account_id      text not null,
    kind            text not null,
    channel         text not null check (channel in ('email', 'linkedin', 'whatsapp', 'voice')),
    name            text not null,
    identifier      text,
    status          text not null check (status in ('ok', 'credentials', 'error')),
    status_reason   text,
    paused          boolean not null default false,
    settings        jsonb not null,
    secrets         bytea,
    daily_limit     integer check (daily_limit >= 0),
    ramp_up         jsonb,
    send_window     jsonb,
    time_zone       text,
    jitter_seconds  integer not null default 0 check (jitter_seconds between 0 and 86400),
    max_connections integer not null default 4 check (max_connections between 1 and 1000),
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    deleted_at      timestamptz,
    primary key (workspace_id, account_id)
);

-- What the claim counts for an account: narrow, because it is rewritten at every claim.
create table account_load (
    workspace_id bigint not null,
    account_id   text not null,
    in_flight    integer not null default 0 check (in_flight >= 0),
    used_day     date,
    used         integer not null default 0,
    hold         text,
    held_since   timestamptz,
    held_until   timestamptz,
    primary key (workspace_id, account_id),
    check ((hold is null) = (held_until is null)),
    check ((hold is null) = (held_since is null))
) with (fillfactor = 50);

-- Gaps are microseconds. waiting_gap sums the gaps of the jobs that hold a slot, head_gap is the gap of the first of them:
-- with both, acceptance knows when the last overdue job can start without reading the line.
create table lane (
    workspace_id  bigint not null references workspace,
    lane          text not null,
    strict        boolean not null default false,
    max_in_flight integer,
    in_flight     integer not null default 0 check (in_flight >= 0),
    tail_at       timestamptz,
    last_slot_at  timestamptz,
    last_start_at timestamptz,
    last_job_id   uuid,
    waiting_gap   bigint not null default 0,
    head_gap      bigint not null default 0,
    blocked       boolean not null default false,
    some_held     boolean not null default false,
    ready_at      timestamptz not null default 'infinity',
    primary key (workspace_id, lane)
) with (fillfactor = 50);
create index lane_ready on lane (ready_at) where ready_at < 'infinity';

-- An account's part of a lane. A held line is left out of the claim whole.
create table line (
    workspace_id bigint not null,
    lane         text not null,
    account_id   text not null,
    held         boolean not null default false,
    primary key (workspace_id, lane, account_id),
    foreign key (workspace_id, lane) references lane
);
create index line_account on line (workspace_id, account_id);

-- What was accepted; only its caller's reschedule changes it.
create table job (
    workspace_id bigint not null,
    job_id       uuid not null,
    lane         text not null,
    account_id   text not null,
    channel      text not null,
    action       text not null,
    address      text not null,
    accepted_at  timestamptz not null,
    scheduled_at timestamptz not null,
    send_at      timestamptz,
    expires_at   timestamptz,
    gap          bigint not null check (gap >= 0),
    fingerprint  uuid,
    body         bytea not null,
    primary key (workspace_id, job_id)
);
create index job_fingerprint on job (workspace_id, fingerprint, accepted_at) where fingerprint is not null;

-- One number per batch of acceptances; a batch numbers its jobs from there, for a call per job would cost more than its row.
create sequence live_position increment by 65536;

-- Where an unfinished job stands.
create table live_job (
    workspace_id bigint not null,
    job_id       uuid not null,
    lane         text not null,
    account_id   text not null,
    position     bigint not null,
    state        text not null default 'waiting' check (state in ('waiting', 'running', 'settling')),
    in_line      boolean not null,
    counted      boolean not null,
    gap          bigint not null,
    slot_at      timestamptz not null,
    due_at       timestamptz not null,
    expires_at   timestamptz,
    attempt      integer not null default 0,
    claim        integer not null default 0,
    tried_at     timestamptz,
    started_at   timestamptz,
    node_id      uuid,
    look_at      timestamptz,
    note         text,
    primary key (workspace_id, job_id),
    check ((state = 'running') = (node_id is not null)),
    check ((state = 'settling') = (look_at is not null)),
    check (state <> 'running' or started_at is not null),
    check (state = 'waiting' or not in_line)
) with (fillfactor = 85);
create index live_line on live_job (workspace_id, lane, account_id, position) where state = 'waiting' and in_line;
create index live_aside on live_job (workspace_id, lane, due_at) where state = 'waiting' and not in_line;
create index live_node on live_job (node_id) where state = 'running';
create index live_look on live_job (look_at) where state = 'settling';
create index live_expiry on live_job (expires_at) where state = 'waiting' and expires_at is not null;

-- How a job ended.
create table finished_job (
    workspace_id  bigint not null,
    job_id        uuid not null,
    channel       text not null,
    state         text not null check (state in ('succeeded', 'failed', 'cancelled')),
    attempt       integer not null,
    started_at    timestamptz,
    finished_at   timestamptz not null,
    result        text,
    error_code    text,
    error_message text,
    primary key (workspace_id, job_id),
    check ((state = 'succeeded') = (result is not null)),
    check ((state = 'failed') = (error_code is not null))
);
create index finished_state on finished_job (workspace_id, state, job_id);
create index finished_channel on finished_job (workspace_id, channel, job_id);

create view job_view as
select j.*,
       coalesce(l.state, f.state) as state,
       coalesce(l.attempt, f.attempt) as attempt,
       coalesce(l.started_at, f.started_at) as started_at,
       l.position, l.slot_at, l.due_at, l.in_line, l.tried_at, l.look_at, l.note, l.node_id,
       f.finished_at, f.result, f.error_code, f.error_message
from job j
left join live_job l using (workspace_id, job_id)
left join finished_job f using (workspace_id, job_id);

-- Closed attempts. The open one is the live row itself: state running, its number, its node and its start.
create table attempt (
    workspace_id bigint not null,
    job_id       uuid not null,
    number       integer not null,
    account_id   text not null,
    node_id      uuid,
    started_at   timestamptz not null,
    finished_at  timestamptz not null,
    outcome      text not null check (outcome in ('accepted', 'refused', 'deferred', 'unreachable', 'unknown')),
    detail       text,
    found        text check (found in ('present', 'absent', 'cannot_tell')),
    primary key (workspace_id, job_id, number)
);

-- Answers already given, in three generations that change places every seven days: one is written, one only read, one emptied.
create table key_generation (
    single     boolean primary key default true check (single),
    current    smallint not null check (current between 0 and 2),
    started_at timestamptz not null
);
insert into key_generation (current, started_at) values (0, postrider_now());
create table answer_0 (
    workspace_id bigint not null,
    key_hash     uuid not null,
    body_hash    uuid not null,
    status       smallint not null,
    answer       bytea not null,
    created_at   timestamptz not null,
    primary key (workspace_id, key_hash)
);
create table answer_1 (like answer_0 including all);
create table answer_2 (like answer_0 including all);
create view answer as
select 0::smallint as generation, * from answer_0
union all select 1::smallint, * from answer_1
union all select 2::smallint, * from answer_2;

create table suppression (
    workspace_id bigint not null,
    address      text not null,
    reason       text not null check (reason in ('unsubscribe', 'do_not_call', 'bounce', 'complaint', 'manual')),
    note         text,
    created_at   timestamptz not null,
    primary key (workspace_id, address)
);

-- Positions rise in commit order: a transaction draws as many as it needs at once, under an advisory lock that every writer takes last
-- and keeps until its commit.
create sequence event_position;
create table event (
    workspace_id bigint not null,
    position     bigint not null,
    kind         text not null,
    job_id       uuid,
    account_id   text,
    at           timestamptz not null,
    data         text,
    primary key (workspace_id, position)
);

create table node (
    node_id     uuid primary key,
    name        text not null,
    roles       text not null,
    started_at  timestamptz not null,
    lease_until timestamptz not null
);

-- Content over the size that a job row may hold, in pieces, named by its hash.
create table content (
    workspace_id bigint not null,
    sha256       bytea not null,
    size         bigint not null,
    created_at   timestamptz not null,
    primary key (workspace_id, sha256)
);
create table content_piece (
    workspace_id bigint not null,
    sha256       bytea not null,
    number       integer not null,
    data         bytea not null,
    primary key (workspace_id, sha256, number),
    foreign key (workspace_id, sha256) references content on delete cascade
);
alter table content_piece alter column data set storage external;
create table content_use (
    workspace_id bigint not null,
    sha256       bytea not null,
    job_id       uuid not null,
    primary key (workspace_id, sha256, job_id),
    foreign key (workspace_id, sha256) references content
);
create index content_use_job on content_use (workspace_id, job_id);

-- What several nodes have drawn from one rate limit.
create unlogged table rate_window (
    subject    text primary key,
    started_at timestamptz not null,
    drawn      integer not null
);

-- The sandbox's far side: one row for every time it was handed something, committed by itself.
-- A row that was not delivered is the mark of a look that found nothing; what comes later finds its place taken.
create table sandbox_outbox (
    workspace_id bigint not null,
    job_id       uuid not null,
    attempt      integer not null,
    entry        bigint generated always as identity,
    delivered    boolean not null,
    channel      text not null,
    account_id   text not null,
    recipient    text not null,
    action       text not null,
    content      text not null,
    at           timestamptz not null,
    inbound      text check (inbound in ('reply', 'bounce')),
    primary key (workspace_id, job_id, attempt)
);
create index sandbox_outbox_entry on sandbox_outbox (workspace_id, entry) where delivered;
create index sandbox_outbox_inbound on sandbox_outbox (workspace_id, entry) where inbound is not null;
