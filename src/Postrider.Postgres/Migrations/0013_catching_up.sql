-- Up to when an account has heard all that came in at its far side, for those that can be asked for what came while nobody listened.
create table catch_up (
    workspace_id bigint not null,
    account_id   text not null,
    heard_until  timestamptz not null,
    primary key (workspace_id, account_id)
);

-- The day on which a held job has its place in an account's budget of an action. It counts as long as its job waits.
create table action_place (
    workspace_id bigint not null,
    account_id   text not null,
    action       text not null,
    job_id       uuid not null,
    day          date not null,
    primary key (workspace_id, account_id, action, job_id)
);

-- Whether it is an attempt that found the account in status error: then only a person says that it is well again.
alter table account add column broken_by_attempt boolean not null default false;
