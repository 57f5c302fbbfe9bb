-- Webhooks: who is told, what they are told, and every try at telling them.

CREATE TABLE webhook_endpoints (
  id              text PRIMARY KEY,
  project_id      text NOT NULL REFERENCES projects (id),
  -- told of this batch and its jobs alone; null: of everything in the project
  batch_id        text REFERENCES batches (id),
  url             text NOT NULL,
  -- null: all types, those to come too
  events          text[],
  description     text,
  is_enabled      boolean NOT NULL DEFAULT true,
  -- {reason, message}: why it was not a person who disabled it
  disabled        jsonb,
  disabled_at     timestamptz,
  -- of the first failure since the last success
  failing_since   timestamptz,
  -- in a row
  failures        integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  -- in a row, since there have been so many failures that it is only probed
  probes          integer NOT NULL DEFAULT 0 CHECK (probes >= 0),
  -- nothing is sent before: it asked for patience, or is down and waits for its next probe
  held_until      timestamptz,
  -- the one process that sends to it
  lane_token      text,
  lane_expires_at timestamptz,
  -- in the future only after a clock that was set back
  lane_set_at     timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  deleted_at      timestamptz
);
CREATE INDEX webhook_endpoints_by_project ON webhook_endpoints (project_id, id DESC) WHERE deleted_at IS NULL;
-- what each event asks: a batch of its own for each endpoint must not make that slow
CREATE INDEX webhook_endpoints_by_subject ON webhook_endpoints (project_id, (COALESCE(batch_id, ''))) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_by_batch ON webhook_endpoints (batch_id) WHERE batch_id IS NOT NULL;

-- Sealed under ENCRYPTION_KEY. The one without an end is shown to nobody any more; older ones sign beside it until theirs.
CREATE TABLE webhook_secrets (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id text NOT NULL REFERENCES webhook_endpoints (id),
  sealed      text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz
);
CREATE INDEX webhook_secrets_by_endpoint ON webhook_secrets (endpoint_id, id DESC);

CREATE TABLE webhook_messages (
  -- of the event; it is the `webhook-id`
  id          text PRIMARY KEY,
  project_id  text NOT NULL,
  type        text NOT NULL,
  -- of the event within its job or batch; null for what is told of an endpoint
  seq         integer,
  batch_id    text,
  job_id      text,
  -- the rows of the job, the batch or the endpoint as they were committed with the event
  snapshot    jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);

CREATE TABLE webhook_deliveries (
  id              text PRIMARY KEY,
  project_id      text NOT NULL,
  endpoint_id     text NOT NULL REFERENCES webhook_endpoints (id),
  message_id      text NOT NULL REFERENCES webhook_messages (id),
  type            text NOT NULL,
  status          text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'discarded')),
  attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- attempts that were made before the schedule was begun anew
  schedule_from   integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  UNIQUE (message_id, endpoint_id),
  CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_overdue ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_by_project ON webhook_deliveries (project_id, id DESC);
CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (project_id, status, id DESC);
CREATE INDEX webhook_deliveries_by_type ON webhook_deliveries (project_id, type, id DESC);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, id DESC);
CREATE INDEX webhook_deliveries_to_recover ON webhook_deliveries (endpoint_id, created_at) WHERE status IN ('failed', 'discarded');

CREATE TABLE webhook_attempts (
  delivery_id   text NOT NULL REFERENCES webhook_deliveries (id),
  number        integer NOT NULL,
  endpoint_id   text NOT NULL,
  attempted_at  timestamptz NOT NULL,
  -- null: there was no answer
  status_code   integer,
  -- null: it was delivered
  error         text,
  duration_ms   integer NOT NULL,
  response_body text,
  PRIMARY KEY (delivery_id, number)
);
CREATE INDEX webhook_attempts_by_endpoint ON webhook_attempts (endpoint_id, attempted_at DESC);

-- What one process knows and others need, as the address under which the API is called.
CREATE TABLE installation_facts (
  name       text PRIMARY KEY,
  value      text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- `<prefix>_<ulid>` in lower case, as the service makes its ids.
CREATE FUNCTION sortable_id(prefix text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  digits constant text := '0123456789abcdefghjkmnpqrstvwxyz';
  milliseconds bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  random_bytes bytea := uuid_send(gen_random_uuid());
  id text := prefix || '_';
BEGIN
  FOR place IN REVERSE 9..0 LOOP
    id := id || substr(digits, (milliseconds >> (5 * place) & 31)::integer + 1, 1);
  END LOOP;
  FOR place IN 0..15 LOOP
    id := id || substr(digits, (get_byte(random_bytes, place) & 31) + 1, 1);
  END LOOP;
  RETURN id;
END $$;

-- The endpoint that a batch was given when it was made.
CREATE FUNCTION webhook_of_batch(in_batch text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('endpointId', id, 'url', url, 'events', events)
  FROM webhook_endpoints WHERE batch_id = in_batch AND deleted_at IS NULL ORDER BY id LIMIT 1
$$;

-- Drafts are for the renderer: large, and shown to nobody.
CREATE FUNCTION webhook_job_snapshot(in_job text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'job', to_jsonb(j) - 'lease_token',
    'steps', (
      SELECT jsonb_agg(to_jsonb(s) - 'draft' - 'draft_before' || jsonb_build_object('video',
        CASE WHEN f.id IS NULL THEN NULL ELSE jsonb_build_object('id', f.id, 'sizeBytes', f.size_bytes, 'sha256', f.sha256,
          'durationMs', f.duration_ms, 'width', f.width, 'height', f.height) END) ORDER BY s.step_index)
      FROM job_steps s LEFT JOIN files f ON f.id = s.video_file_id AND f.deleted_at IS NULL WHERE s.job_id = j.id),
    'media', (
      SELECT jsonb_agg(to_jsonb(m) - 'cdn_url' ORDER BY m.step_index, m.position) FROM job_media m WHERE m.job_id = j.id))
  FROM jobs j WHERE j.id = in_job
$$;

CREATE FUNCTION webhook_batch_snapshot(in_batch text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'batch', to_jsonb(b) || jsonb_build_object(
      'credits_spent', b.credits_settled + underway.credits_spent, 'progress_underway', underway.progress,
      'webhook', webhook_of_batch(b.id)),
    'error_counts', (
      SELECT COALESCE(jsonb_object_agg(code, jobs), '{}') FROM (
        SELECT error->>'code' AS code, count(*) AS jobs FROM jobs
        WHERE batch_id = b.id AND status = 'failed' AND error->>'code' IS NOT NULL GROUP BY 1) codes))
  FROM batches b CROSS JOIN LATERAL (
    SELECT COALESCE(sum(j.credits_spent), 0)::int AS credits_spent, COALESCE(sum(j.progress), 0)::int AS progress
    FROM jobs j WHERE j.batch_id = b.id AND j.status IN ('running', 'blocked')) underway
  WHERE b.id = in_batch
$$;

-- One delivery for each endpoint that is to be told. What an endpoint misses while it is disabled is kept, to be recovered.
CREATE FUNCTION write_webhook_deliveries(in_message text, in_project text, in_type text, in_batch text, except_endpoint text)
RETURNS void LANGUAGE sql VOLATILE AS $$
  INSERT INTO webhook_deliveries (id, project_id, endpoint_id, message_id, type, status, next_attempt_at, ended_at)
  SELECT sortable_id('whd'), in_project, e.id, in_message, in_type,
    CASE WHEN e.is_enabled THEN 'pending' ELSE 'discarded' END,
    CASE WHEN e.is_enabled THEN clock_timestamp() END, CASE WHEN NOT e.is_enabled THEN clock_timestamp() END
  FROM webhook_endpoints e
  WHERE e.project_id = in_project AND COALESCE(e.batch_id, '') IN ('', COALESCE(in_batch, '')) AND e.deleted_at IS NULL
    AND (e.events IS NULL OR in_type = ANY (e.events)) AND e.id IS DISTINCT FROM except_endpoint
$$;

-- The outbox. A trigger, because events are written by many statements of two processes, and none may forget it; deferred,
-- because the rows that are told of are complete only when the transaction ends.
CREATE FUNCTION tell_webhooks() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM webhook_endpoints e
    WHERE e.project_id = NEW.project_id AND COALESCE(e.batch_id, '') IN ('', NEW.batch_id) AND e.deleted_at IS NULL
      AND (e.events IS NULL OR NEW.type = ANY (e.events))) THEN
    RETURN NULL;
  END IF;
  INSERT INTO webhook_messages (id, project_id, type, seq, batch_id, job_id, snapshot, occurred_at)
  VALUES (NEW.id, NEW.project_id, NEW.type, NEW.seq, NEW.batch_id, NEW.job_id,
    CASE WHEN NEW.job_id IS NULL THEN webhook_batch_snapshot(NEW.batch_id) ELSE webhook_job_snapshot(NEW.job_id) END,
    NEW.created_at);
  PERFORM write_webhook_deliveries(NEW.id, NEW.project_id, NEW.type, NEW.batch_id, NULL);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tell_webhooks AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.type IN ('job.completed', 'job.failed', 'job.blocked', 'job.canceled',
    'batch.completed', 'batch.blocked', 'batch.canceled'))
  EXECUTE FUNCTION tell_webhooks();

-- Workers hear of it with the commit; many of one transaction are one notice for each endpoint.
CREATE FUNCTION announce_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('nemo_batch_deliveries', NEW.endpoint_id);
  RETURN NULL;
END $$;
CREATE TRIGGER announce_new_delivery AFTER INSERT ON webhook_deliveries
  FOR EACH ROW WHEN (NEW.status = 'pending') EXECUTE FUNCTION announce_delivery();
CREATE TRIGGER announce_delivery_again AFTER UPDATE OF status ON webhook_deliveries
  FOR EACH ROW WHEN (NEW.status = 'pending' AND OLD.status <> 'pending') EXECUTE FUNCTION announce_delivery();
