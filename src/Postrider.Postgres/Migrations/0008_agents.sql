-- Who calls and what is said, as its owner wrote it. Ids are compared byte for byte, whatever the database's collation.
create table agent (
    workspace_id bigint not null references workspace,
    agent_id     text collate "C" not null,
    settings     bytea not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (workspace_id, agent_id)
);

-- Whether a workspace may place calls; null: as its name says, which lets the default one.
alter table workspace add column outbound_calling boolean;
