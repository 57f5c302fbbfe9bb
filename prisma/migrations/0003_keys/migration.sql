-- Keys, how often they are used, and what was changed with them.

CREATE TABLE api_keys (
  id           text PRIMARY KEY,
  project_id   text NOT NULL REFERENCES projects (id),
  name         text NOT NULL,
  -- its first characters, by which people tell keys apart
  prefix       text NOT NULL,
  -- HMAC-SHA256 under a key that is derived from ENCRYPTION_KEY: the table alone lets nobody in, nor tests a guess
  digest       bytea NOT NULL UNIQUE,
  scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0),
  created_at   timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz
);

-- Windows that are worth nothing after a crash, written often.
CREATE UNLOGGED TABLE request_counts (
  key     text PRIMARY KEY,
  count   integer NOT NULL,
  ends_at timestamptz NOT NULL
);

CREATE TABLE audit_log (
  id          text PRIMARY KEY,
  -- of the key; names are kept, as keys are deleted
  project_id  text NOT NULL,
  key_id      text,
  key_name    text NOT NULL,
  key_prefix  text,
  address     text NOT NULL,
  request_id  text NOT NULL,
  action      text NOT NULL,
  object_type text NOT NULL,
  object_id   text NOT NULL,
  before      jsonb,
  after       jsonb,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_by_object ON audit_log (object_id, id DESC);
CREATE INDEX audit_log_by_action ON audit_log (action, id DESC);
CREATE INDEX audit_log_by_key ON audit_log (key_id, id DESC);
CREATE INDEX audit_log_by_time ON audit_log (created_at);

-- The accounts that the settings describe; others are made and changed by callers alone.
ALTER TABLE accounts ADD COLUMN is_default boolean NOT NULL DEFAULT false;
UPDATE accounts SET is_default = true
WHERE id IN (SELECT DISTINCT ON (kind) id FROM accounts ORDER BY kind, created_at);
CREATE UNIQUE INDEX accounts_by_default ON accounts (kind) WHERE is_default;
