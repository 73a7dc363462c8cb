-- What the far side calls a call, so that it can be asked what became of one whose node was lost.
alter table call_record add column far_side_id text;

create or replace view call_view as
select workspace_id, job_id, agent_id, address as callee, attempt as call_attempt, state as call_state, outcome, answered_by, ended_by, sip_code, sip_reason,
       dialed_at, ringing_at, answered_at, ended_at, digits, opt_out, transcript, warnings, recording_sha256, hangup_at, far_side_id
from call_record;
