-- What was said both ways with one contact through one account.
create table conversation (
    workspace_id    bigint not null,
    conversation_id uuid not null,
    channel         text not null,
    account_id      text not null,
    address         text not null,
    started_at      timestamptz not null,
    last_at         timestamptz not null,
    last_inbound_at timestamptz,
    primary key (workspace_id, conversation_id)
);
create unique index conversation_contact on conversation (workspace_id, account_id, address);
create index conversation_last on conversation (workspace_id, last_at desc, conversation_id desc);

-- A message of ours carries its job's id, and its content is the job's.
create table message (
    workspace_id    bigint not null,
    message_id      uuid not null,
    conversation_id uuid not null,
    account_id      text not null,
    direction       text not null check (direction in ('in', 'out')),
    kind            text not null check (kind in ('message', 'reply', 'auto_reply', 'bounce')),
    job_id          uuid,
    external_hash   uuid,
    external_id     text,
    from_address    text,
    from_name       text,
    subject         text,
    body_text       text,
    body_html       text,
    files           jsonb,
    raw_sha256      bytea,
    raw_size        bigint,
    backfilled      boolean not null default false,
    sent_at         timestamptz,
    at              timestamptz not null,
    primary key (workspace_id, message_id),
    check ((direction = 'out') = (external_hash is null))
);
create index message_conversation on message (workspace_id, conversation_id, at, message_id);

-- Each message of the far side once.
create unique index message_once on message (workspace_id, account_id, external_hash) where external_hash is not null;

-- How far a mailbox was read, and whether its server itself files what is sent.
create table mailbox (
    workspace_id     bigint not null,
    account_id       text not null,
    uid_validity     bigint,
    last_uid         bigint,
    files_sent       boolean,
    files_sent_at    timestamptz,
    primary key (workspace_id, account_id)
);

-- Secrets of the installation itself, sealed.
create table house_secret (
    name   text primary key,
    sealed bytea not null
);
