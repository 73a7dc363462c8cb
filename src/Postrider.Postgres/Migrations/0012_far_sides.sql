-- A message of ours by the far side's id: what is told of it later finds its job.
-- By how the id begins, since far sides write ids of any length.
create index message_sent on message (workspace_id, account_id, left(external_id, 200)) where direction = 'out' and external_id is not null;

-- What was told of messages after the far side took them, each status once. Some is told before the message is known to be ours.
create table delivery_note (
    workspace_id bigint not null,
    account_id   text not null,
    external_id  text not null,
    status       text not null check (status in ('delivered', 'read', 'failed')),
    at           timestamptz not null,
    detail       text,
    noted_at     timestamptz not null,
    told         boolean not null default false,
    primary key (workspace_id, account_id, external_id, status)
);
create index delivery_note_early on delivery_note (workspace_id, account_id, noted_at) where not told;

-- People as the far sides of accounts know them.
create table far_profile (
    workspace_id bigint not null,
    account_id   text not null,
    address      text not null,
    far_id       text not null,
    relation     text not null check (relation in ('connected', 'pending', 'none', 'unknown')),
    chat_id      text,
    can_inmail   boolean,
    seen_at      timestamptz not null,
    primary key (workspace_id, account_id, address)
);

-- What accounts took of their budgets, by the account's own day.
create table action_budget (
    workspace_id bigint not null,
    account_id   text not null,
    action       text not null,
    day          date not null,
    taken        integer not null check (taken >= 0),
    primary key (workspace_id, account_id, action, day)
);

-- Actions that rest, since the far side has warned of its own limits.
create table action_pause (
    workspace_id bigint not null,
    account_id   text not null,
    action       text not null,
    until        timestamptz not null,
    primary key (workspace_id, account_id, action)
);

-- Who is behind the far side's own id: what it tells later names nobody otherwise.
create index far_profile_known on far_profile (workspace_id, account_id, far_id);
