-- name: draw
-- What is drawn stays at most one portion above the limit, so that refusals cannot count it up without end.
insert into rate_window as w (subject, started_at, drawn)
values ($1, postrider_now(), $2)
on conflict (subject) do update
set started_at = case when w.started_at <= postrider_now() - $4 or w.started_at > postrider_now() + $4 then postrider_now() else w.started_at end,
    drawn      = case when w.started_at <= postrider_now() - $4 or w.started_at > postrider_now() + $4 then $2 else least(w.drawn, $3) + $2 end
returning drawn, started_at + $4 - postrider_now();
