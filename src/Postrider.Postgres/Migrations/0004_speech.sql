-- Which content a text became when it was said, by the hash of all that the sound depends on.
create table spoken_text (
    workspace_id bigint not null,
    text_hash    bytea not null,
    sha256       bytea not null,
    created_at   timestamptz not null,
    primary key (workspace_id, text_hash)
);
create index spoken_text_content on spoken_text (workspace_id, sha256);
create index spoken_text_age on spoken_text (created_at);
