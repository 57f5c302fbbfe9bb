-- Projects, accounts, files, batches, jobs with their steps and media, and the event log.

CREATE TABLE projects (
  id         text PRIMARY KEY,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO projects (id, name) VALUES ('proj_default', 'Default');

-- The NEMO account that jobs run on. Its token, concurrency and blocked state are shared by all workers.
CREATE TABLE accounts (
  id                text PRIMARY KEY,
  name              text NOT NULL,
  kind              text NOT NULL CHECK (kind IN ('anonymous', 'token')),
  client_id         uuid,
  user_id           text,
  token_sealed      text,
  token_expires_at  timestamptz,
  token_lease_until timestamptz,
  max_active_jobs   integer NOT NULL CHECK (max_active_jobs > 0),
  active_jobs       integer NOT NULL DEFAULT 0 CHECK (active_jobs >= 0),
  paused_until      timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE files (
  id           text PRIMARY KEY,
  project_id   text NOT NULL REFERENCES projects (id),
  filename     text NOT NULL,
  content_type text NOT NULL,
  size_bytes   bigint NOT NULL CHECK (size_bytes > 0),
  sha256       text NOT NULL,
  width        integer,
  height       integer,
  duration_ms  integer,
  purpose      text NOT NULL CHECK (purpose IN ('media', 'video')),
  storage_key  text NOT NULL UNIQUE,
  created_at   timestamptz NOT NULL DEFAULT now(),
  deleted_at   timestamptz
);
CREATE INDEX files_by_project ON files (project_id, id DESC);

-- Counts are written by the statement that moves a job, so they cannot drift from the jobs.
CREATE TABLE batches (
  id           text PRIMARY KEY,
  project_id   text NOT NULL REFERENCES projects (id),
  account_id   text NOT NULL REFERENCES accounts (id),
  name         text,
  metadata     jsonb NOT NULL DEFAULT '{}',
  status       text NOT NULL DEFAULT 'queued',
  queued       integer NOT NULL DEFAULT 0 CHECK (queued >= 0),
  running      integer NOT NULL DEFAULT 0 CHECK (running >= 0),
  blocked      integer NOT NULL DEFAULT 0 CHECK (blocked >= 0),
  completed    integer NOT NULL DEFAULT 0 CHECK (completed >= 0),
  failed       integer NOT NULL DEFAULT 0 CHECK (failed >= 0),
  canceled     integer NOT NULL DEFAULT 0 CHECK (canceled >= 0),
  last_seq     integer NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL DEFAULT now(),
  started_at   timestamptz,
  completed_at timestamptz
);
CREATE INDEX batches_by_project ON batches (project_id, id DESC);
CREATE INDEX batches_with_queued_jobs ON batches (account_id, id) WHERE queued > 0;

CREATE TABLE jobs (
  id               text PRIMARY KEY,
  project_id       text NOT NULL REFERENCES projects (id),
  batch_id         text NOT NULL REFERENCES batches (id),
  account_id       text NOT NULL REFERENCES accounts (id),
  position         integer NOT NULL,
  reference        text,
  status           text NOT NULL DEFAULT 'queued'
                   CHECK (status IN ('queued', 'running', 'blocked', 'completed', 'failed', 'canceled')),
  stage            text CHECK (stage IN ('session', 'upload', 'instruct', 'verify', 'render', 'fetch')),
  step_index       integer NOT NULL DEFAULT 0,
  progress         integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  priority         smallint NOT NULL DEFAULT 1,
  language         text NOT NULL,
  output           jsonb NOT NULL,
  metadata         jsonb NOT NULL DEFAULT '{}',
  warnings         jsonb NOT NULL DEFAULT '[]',
  error            jsonb,
  blocked          jsonb,
  credits_spent    integer NOT NULL DEFAULT 0,
  attempts         integer NOT NULL DEFAULT 0,
  session_id       text,
  task_id          text,
  claim_url        text,
  sessions_opened  integer NOT NULL DEFAULT 0,
  stage_tries      integer NOT NULL DEFAULT 0,
  wake_number      integer NOT NULL DEFAULT 0,
  wake_at          timestamptz,
  lease_token      text,
  lease_expires_at timestamptz,
  last_seq         integer NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL DEFAULT now(),
  started_at       timestamptz,
  completed_at     timestamptz,
  CHECK ((status = 'completed') = (progress = 100)),
  UNIQUE (batch_id, position),
  UNIQUE (batch_id, reference)
);
CREATE INDEX jobs_by_project ON jobs (project_id, id DESC);
CREATE INDEX jobs_by_batch_status ON jobs (batch_id, status, id DESC);
CREATE INDEX jobs_waiting_for_a_slot ON jobs (batch_id, priority DESC, position) WHERE status = 'queued';
CREATE INDEX jobs_with_a_wake_up ON jobs (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX jobs_under_lease ON jobs (lease_expires_at) WHERE lease_token IS NOT NULL;

CREATE TABLE job_steps (
  job_id              text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  step_index          integer NOT NULL,
  instruction         text NOT NULL,
  render              boolean NOT NULL,
  status              text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'completed', 'failed')),
  reply               text,
  changes             jsonb NOT NULL DEFAULT '[]',
  timeline            jsonb,
  -- written before the paid call
  sent_at             timestamptz,
  draft_before        text,
  fingerprint_before  text,
  -- written after it
  stream_ended        text,
  stream_ended_at     timestamptz,
  stream_error        text,
  -- verify
  settle_fingerprint  text,
  unchanged_reads     integer NOT NULL DEFAULT 0,
  -- as text, byte for byte: it goes to the renderer exactly as it came
  draft               text,
  -- render; the id is stored before the render is submitted
  render_id           text,
  render_number       integer NOT NULL DEFAULT 0,
  render_submitted_at timestamptz,
  render_polls        integer NOT NULL DEFAULT 0,
  output_url          text,
  -- fetch
  fetch_tries         integer NOT NULL DEFAULT 0,
  video_file_id       text REFERENCES files (id),
  completed_at        timestamptz,
  PRIMARY KEY (job_id, step_index)
);

CREATE TABLE job_media (
  job_id      text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  step_index  integer NOT NULL,
  position    integer NOT NULL,
  file_id     text REFERENCES files (id),
  source_url  text,
  filename    text,
  status      text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'uploading', 'uploaded', 'failed')),
  -- the name under which it was sent; unique within the session, so that an upload in doubt can be looked for
  upload_name text,
  cdn_url     text,
  PRIMARY KEY (job_id, step_index, position),
  CHECK (file_id IS NOT NULL OR source_url IS NOT NULL)
);
CREATE INDEX job_media_by_file ON job_media (file_id) WHERE file_id IS NOT NULL;

-- The log of everything that happened. `xact` makes reading in commit order safe: a reader takes only rows of
-- transactions older than every one still running, so a row can never appear behind a cursor that passed it.
CREATE TABLE events (
  position   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xact       xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id         text NOT NULL UNIQUE,
  project_id text NOT NULL,
  batch_id   text NOT NULL,
  job_id     text,
  type       text NOT NULL,
  seq        integer NOT NULL,
  data       jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX events_by_job ON events (job_id, seq) WHERE job_id IS NOT NULL;
CREATE UNIQUE INDEX events_of_batch_itself ON events (batch_id, seq) WHERE job_id IS NULL;
CREATE INDEX events_by_batch ON events (batch_id, xact, position);
CREATE INDEX events_in_order ON events (xact, position);

-- Requests that were answered, so that the same key answers the same again.
CREATE TABLE idempotency_keys (
  project_id  text NOT NULL REFERENCES projects (id),
  key         text NOT NULL,
  route       text NOT NULL,
  body_sha256 text NOT NULL,
  status_code integer NOT NULL,
  headers     jsonb NOT NULL DEFAULT '{}',
  body        jsonb NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, key)
);

CREATE TABLE workers (
  id         text PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now(),
  version    text NOT NULL
);
