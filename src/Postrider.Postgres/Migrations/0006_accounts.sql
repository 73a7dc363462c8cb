-- What an account adds to its mails, how much of each action it may do in a day, and what is wrong with the side that receives.
alter table account add column signature text;
alter table account add column opt_out_link boolean not null default false;
alter table account add column opt_out_text text;
alter table account add column action_limits jsonb;
alter table account add column receiving_reason text;

-- Words that callers put on accounts.
create table account_tag (
    workspace_id bigint not null references workspace,
    tag_id       bigint generated always as identity,
    name         text not null,
    color_id     integer,
    primary key (workspace_id, tag_id)
);
create unique index account_tag_name on account_tag (workspace_id, lower(name));
create table account_tag_use (
    workspace_id bigint not null,
    account_id   text not null,
    tag_id       bigint not null,
    primary key (workspace_id, account_id, tag_id),
    foreign key (workspace_id, account_id) references account,
    foreign key (workspace_id, tag_id) references account_tag
);

-- What an account did on a day of its own zone, by the action that a job came to.
create table account_use (
    workspace_id bigint not null,
    account_id   text not null,
    day          date not null,
    action       text not null,
    used         integer not null,
    primary key (workspace_id, account_id, day, action)
);
