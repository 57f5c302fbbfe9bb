-- What tables and figures of a dashboard read, however many jobs there are.

-- The order in which somebody looks at jobs who wants to know what is wrong.
CREATE FUNCTION job_attention(status text) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (CASE status WHEN 'failed' THEN 0 WHEN 'blocked' THEN 1 WHEN 'running' THEN 2 WHEN 'queued' THEN 3
    WHEN 'completed' THEN 4 ELSE 5 END)::smallint
$$;
-- The status is in it so that rows before a page are counted in the index alone.
CREATE INDEX jobs_by_attention ON jobs (batch_id, job_attention(status), position) INCLUDE (status);

-- A search in one batch reads its blocks alone.
CREATE INDEX job_search_blocks_by_batch ON job_search_blocks (batch_id);

-- Throughput reads nothing but this.
CREATE INDEX jobs_by_end ON jobs (project_id, completed_at) INCLUDE (status, credits_spent) WHERE completed_at IS NOT NULL;

-- Of a project with many ended batches, what is under way.
CREATE INDEX batches_underway ON batches (project_id, id) WHERE queued + running + blocked > 0;

-- Failures by time, of a project and of one batch.
CREATE INDEX events_of_failures ON events (project_id, created_at) WHERE type = 'job.failed';
CREATE INDEX events_of_failures_by_batch ON events (batch_id, created_at) WHERE type = 'job.failed';
