-- Batches that take more jobs until they are closed, and batches that wait for their time.

ALTER TABLE batches
  ADD COLUMN is_open      boolean NOT NULL DEFAULT false,
  -- what jobs take over when they do not say it themselves, those that are added later too
  ADD COLUMN defaults     jsonb NOT NULL DEFAULT '{}',
  -- as it was asked for; kept when the time has come
  ADD COLUMN scheduled_at timestamptz,
  -- true until the time has come: said once, so that a clock that is set back takes no start back
  ADD COLUMN is_scheduled boolean NOT NULL DEFAULT false CHECK (NOT is_scheduled OR scheduled_at IS NOT NULL);

-- Batches that are equal otherwise take slots in turn: the one whose turn, or creation, was longest ago comes first.
CREATE SEQUENCE batch_turns;
ALTER TABLE batches ADD COLUMN last_turn bigint NOT NULL DEFAULT nextval('batch_turns');

CREATE INDEX batches_scheduled ON batches (scheduled_at) WHERE is_scheduled;
