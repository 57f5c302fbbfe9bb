-- Which request an event came of; null where a worker did something by itself. A transaction that is made for a request
-- says so once, and each of its events has it.
ALTER TABLE events
  ADD COLUMN request_id text DEFAULT NULLIF(current_setting('nemo_batch.request_id', true), '');
