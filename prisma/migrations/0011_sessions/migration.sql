-- People who are signed in: a key, exchanged for a token that a browser keeps in a cookie.

CREATE TABLE sessions (
  id               text PRIMARY KEY,
  -- HMAC-SHA256 of the token under a key that is derived from ENCRYPTION_KEY
  digest           bytea NOT NULL UNIQUE,
  -- a revoked key takes its sessions along
  key_id           text REFERENCES api_keys (id) ON DELETE CASCADE,
  -- of ADMIN_API_KEY, which is in no table: another one ends the sessions of this one
  admin_key_digest bytea,
  created_at       timestamptz NOT NULL,
  -- to the minute
  last_seen_at     timestamptz NOT NULL,
  CHECK (num_nonnulls(key_id, admin_key_digest) = 1)
);
CREATE INDEX sessions_by_key ON sessions (key_id, id);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);
