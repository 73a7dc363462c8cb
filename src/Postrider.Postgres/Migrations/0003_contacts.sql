-- Both are trusted: the database's owner may create them.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create sequence contact_number;

-- A person whom we may reach. search_text is written by the rules: lower case, ASCII alone, a blank in front of every word;
-- it stands in front because a search reads it of many rows, and what stands before it would be unpacked each time.
create table contact (
    workspace_id       bigint not null references workspace,
    contact_id         bigint not null default nextval('contact_number'),
    search_text        text not null,
    email              text,
    first_name         text,
    last_name          text,
    title              text,
    company            text,
    city               text,
    state              text,
    country            text,
    industry           text,
    notes              text,
    time_zone          text,
    phone              text,
    phone2             text,
    company_size       text,
    linkedin_url       text,
    linkedin_sales_url text,
    linkedin_recruiter_url text,
    call_status        text not null default 'none' check (call_status in ('none', 'toCall', 'called')),
    meeting_status     text not null default 'none' check (meeting_status in ('none', 'meetingBooked')),
    opted_out          boolean not null default false,
    custom_fields      jsonb,
    mail_address       text,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    primary key (workspace_id, contact_id)
);
create unique index contact_mail on contact (workspace_id, mail_address) where mail_address is not null;

-- Pending entries are read by every search, so they are kept few.
create index contact_search on contact using gin (workspace_id, search_text gin_trgm_ops) with (gin_pending_list_limit = 512);

-- Counting a million rows takes too long; whoever adds and deletes contacts keeps this.
create table contact_total (
    workspace_id bigint not null references workspace,
    contacts     bigint not null,
    primary key (workspace_id)
) with (fillfactor = 50);

-- Every address of every contact, in the form that jobs and suppressions have.
create table contact_address (
    workspace_id bigint not null,
    address      text not null,
    contact_id   bigint not null,
    primary key (workspace_id, address, contact_id)
);
create index contact_address_contact on contact_address (workspace_id, contact_id);

create table custom_field (
    workspace_id bigint not null references workspace,
    field_id     bigint not null generated always as identity,
    title        text not null,
    field_type   text not null check (field_type in ('text', 'number')),
    metadata     text,
    shared     boolean not null,
    created_at   timestamptz not null,
    primary key (workspace_id, field_id)
);
create unique index custom_field_title on custom_field (workspace_id, lower(title));

create table contact_list (
    workspace_id bigint not null references workspace,
    list_id      bigint not null generated always as identity,
    name         text not null,
    shared       boolean not null,
    members      bigint not null default 0,
    created_at   timestamptz not null,
    primary key (workspace_id, list_id)
);
create unique index contact_list_name on contact_list (workspace_id, lower(name));

create table contact_list_member (
    workspace_id bigint not null,
    list_id      bigint not null,
    contact_id   bigint not null,
    primary key (workspace_id, list_id, contact_id),
    foreign key (workspace_id, list_id) references contact_list on delete cascade
);
create index contact_list_member_contact on contact_list_member (workspace_id, contact_id);

-- Whom mail must not reach beside the suppressed. The pattern of a domain is the domain, that of a mail address its normal form.
create table suppression_rule (
    workspace_id bigint not null references workspace,
    rule_id      bigint not null generated always as identity,
    family       text not null check (family in ('domain', 'email', 'exception')),
    pattern      text not null,
    created_at   timestamptz not null,
    primary key (workspace_id, rule_id)
);
create unique index suppression_rule_pattern on suppression_rule (workspace_id, pattern, family);

-- What else is known of an address than the first reason: a bounce stays when an opt-out is lifted, and the other way round.
alter table suppression add column bounced boolean not null default false;
alter table suppression add column opted_out boolean not null default false;

-- Of a contact who was deleted, what the inbox still shows.
alter table conversation add column contact_snapshot jsonb;
create index conversation_address on conversation (workspace_id, address);
