-- An endpoint of a workspace is an account of the channel webhook; what is posted to it are jobs of it.
alter table account drop constraint account_channel_check;
alter table account add constraint account_channel_check check (channel in ('email', 'linkedin', 'whatsapp', 'voice', 'webhook'));
create index account_endpoint on account (workspace_id, account_id) where channel = 'webhook';
create index job_endpoint on job (workspace_id, account_id, job_id) where channel = 'webhook';

-- How far the log has become jobs of an endpoint; it moves in the transaction that accepts them. A deleted endpoint has none.
create table webhook_cursor (
    workspace_id bigint not null,
    account_id   text not null,
    position     bigint not null,
    primary key (workspace_id, account_id),
    foreign key (workspace_id, account_id) references account
) with (fillfactor = 50);

-- What the far side answered to an attempt, of kinds that keep it.
alter table attempt add column answer_status smallint;
alter table attempt add column answer text;
