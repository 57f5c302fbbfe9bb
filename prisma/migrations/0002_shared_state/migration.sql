-- What all workers of an account share, and what callers may ask of batches and jobs while they run.

ALTER TABLE accounts
  -- {reason, message, action_url}: nothing that would need the account's leave is begun until it is null again
  ADD COLUMN blocked            jsonb,
  ADD COLUMN blocked_at         timestamptz,
  -- when the balance is looked at next; only blocks that end by themselves have one
  ADD COLUMN check_at           timestamptz,
  -- halves the slots per level, and falls by one each minute without another 429
  ADD COLUMN rate_level         integer NOT NULL DEFAULT 0 CHECK (rate_level >= 0),
  ADD COLUMN rate_limited_at    timestamptz,
  ADD COLUMN credits            jsonb,
  ADD COLUMN credits_checked_at timestamptz;

ALTER TABLE batches
  ADD COLUMN paused_at   timestamptz,
  ADD COLUMN canceled_at timestamptz;

ALTER TABLE jobs
  ADD COLUMN on_session_lost     text NOT NULL DEFAULT 'restart' CHECK (on_session_lost IN ('restart', 'fail')),
  ADD COLUMN cancel_requested_at timestamptz,
  -- false from creation or retry until a slot is had
  ADD COLUMN attempt_started     boolean NOT NULL DEFAULT false,
  ADD COLUMN rate_limit_tries    integer NOT NULL DEFAULT 0,
  -- when `wake_at` and `lease_expires_at` were written: in the future only after a clock that was set back
  ADD COLUMN wake_set_at         timestamptz,
  ADD COLUMN lease_set_at        timestamptz;

UPDATE jobs SET attempt_started = true WHERE stage IS NOT NULL;

ALTER TABLE job_steps
  -- how often the instruction left us; a second time only by a retry or in a new session
  ADD COLUMN sends   integer NOT NULL DEFAULT 0,
  -- counted into the job's credits for the message that is out
  ADD COLUMN credits integer NOT NULL DEFAULT 0;

CREATE INDEX batches_with_blocked_jobs ON batches (account_id) WHERE blocked > 0;
CREATE INDEX jobs_blocked ON jobs (batch_id, id) WHERE status = 'blocked';
