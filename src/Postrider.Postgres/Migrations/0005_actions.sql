-- Whole numbers by which the Actions API names accounts and conversations; they never change.
alter table account add column number bigint generated always as identity;
create unique index account_number on account (workspace_id, number);
alter table account add column is_default boolean not null default false;
create unique index account_default on account (workspace_id, channel) where is_default;

alter table conversation add column number bigint generated always as identity;
create unique index conversation_number on conversation (workspace_id, number);
alter table conversation add column unread boolean not null default false;
alter table conversation add column category_id bigint;
alter table conversation add column meeting_intent boolean not null default false;

create table thread_category (
    workspace_id bigint not null references workspace,
    category_id  bigint generated always as identity,
    name         text not null,
    color        text,
    primary key (workspace_id, category_id)
);
create unique index thread_category_name on thread_category (workspace_id, lower(name));
create index conversation_category on conversation (workspace_id, category_id) where category_id is not null;

-- What was done for one contact by one send of the Actions API; how it ended is the job's to say.
create table activity (
    workspace_id bigint not null,
    activity_id  bigint generated always as identity,
    job_id       uuid not null,
    contact_id   bigint not null,
    account_id   text not null,
    kind         text not null check (kind in ('email', 'connect', 'inMail', 'message', 'voice', 'aiVoice')),
    at           timestamptz not null,
    primary key (workspace_id, activity_id)
);
create unique index activity_job on activity (workspace_id, job_id);
create index activity_contact on activity (workspace_id, contact_id, activity_id desc);
create index activity_account on activity (workspace_id, account_id, at);

-- Files that were uploaded to be sent later; their content lies in the content store.
create table attachment (
    workspace_id  bigint not null references workspace,
    attachment_id bigint generated always as identity,
    voice         boolean not null,
    file_name     text not null,
    content_type  text not null,
    size          bigint not null,
    seconds       double precision,
    sha256        bytea not null,
    created_at    timestamptz not null,
    primary key (workspace_id, attachment_id)
);
create index attachment_content on attachment (workspace_id, sha256);
