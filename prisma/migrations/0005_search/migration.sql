-- What lists and the search in jobs read, however many jobs there are.

CREATE INDEX jobs_by_batch ON jobs (batch_id, id DESC);
CREATE INDEX jobs_by_status ON jobs (project_id, status, id DESC);
CREATE INDEX jobs_by_reference ON jobs (project_id, reference, id DESC) WHERE reference IS NOT NULL;
CREATE INDEX jobs_by_error_code ON jobs (project_id, (error->>'code'), id DESC) WHERE error IS NOT NULL;
CREATE INDEX batches_by_status ON batches (project_id, status, id DESC);
-- batches of one job seldom have a name: those that have one are read out of the index
CREATE INDEX batches_with_a_name ON batches (project_id, id DESC) INCLUDE (name) WHERE name IS NOT NULL;

-- The search asks these rows for jobs that may hold a text, and the jobs themselves whether they do. So a row may stand for
-- many jobs, and one that is out of date does no harm.
-- Its grams are numbers: every three bytes that follow one another in the UTF-8 of its texts (2^16 and above), the ASCII
-- letters and signs alone (below 2^7), and the project (below 0), so that the index itself leaves other projects out. They
-- need no extension, treat all scripts alike, and find terms of a single letter.

CREATE FUNCTION search_project(project_id text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT -1 - ('x' || substr(md5(project_id), 1, 7))::bit(28)::integer
$$;

CREATE FUNCTION search_trigrams(bytes bytea) RETURNS SETOF integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT get_byte(bytes, at) << 16 | get_byte(bytes, at + 1) << 8 | get_byte(bytes, at + 2)
  FROM generate_series(0, length(bytes) - 3) AS at GROUP BY 1
$$;

-- Without texts, 0: the block is asked for every term. A backup is restored without a search path.
CREATE FUNCTION search_grams(project_id text, texts text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
  -- by two bytes longer, so that three begin at each one of the texts
  bytes bytea := convert_to(texts || E'\n\n', 'UTF8');
BEGIN
  IF texts IS NULL THEN
    RETURN ARRAY[search_project(project_id), 0];
  END IF;
  RETURN ARRAY(
    SELECT search_trigrams(bytes)
    UNION ALL SELECT sign FROM generate_series(1, 127) AS sign WHERE strpos(texts, chr(sign)) > 0
    UNION ALL SELECT search_project(project_id));
END $$;

CREATE TABLE job_search_blocks (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id   text NOT NULL,
  batch_id     text NOT NULL,
  first_job_id text NOT NULL,
  last_job_id  text NOT NULL,
  -- in lower case, each on a line of its own; null when they are more than a megabyte, which is not worth its place
  texts        text,
  grams        integer[] NOT NULL GENERATED ALWAYS AS (search_grams(project_id, texts)) STORED
);
-- Statistics of grams would be dear, and tell the planner nothing that it needs.
ALTER TABLE job_search_blocks ALTER COLUMN grams SET STATISTICS 0, ALTER COLUMN texts SET STATISTICS 0;
-- A short list of what is not sorted in yet: each search reads it, and whoever makes it too long sorts it in.
CREATE INDEX job_search_blocks_by_gram ON job_search_blocks USING gin (grams) WITH (gin_pending_list_limit = 1024);

-- The blocks of jobs before `before` that hold the term, those with the newest jobs first. Always by the index: the planner
-- knows nothing of grams, and to read them out of the table would take seconds. What the index finds is sorted before
-- texts are read, because mostly the first few are enough.
CREATE FUNCTION search_blocks(in_project text, term text, before text, skipped integer, max_blocks integer)
RETURNS TABLE (batch_id text, first_job_id text, last_job_id text)
LANGUAGE plpgsql STABLE ROWS 50 SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
  bytes bytea := convert_to(lower(term), 'UTF8');
  project integer := search_project(in_project);
  all_of integer[] := ARRAY[project];
  any_of integer[] := ARRAY[project];
BEGIN
  CASE length(bytes)
    WHEN 1 THEN
      all_of := ARRAY[project, get_byte(bytes, 0)];
    WHEN 2 THEN
      any_of := ARRAY(
        SELECT get_byte(bytes, 0) << 16 | get_byte(bytes, 1) << 8 | next FROM generate_series(1, 255) AS next);
    ELSE
      all_of := project || ARRAY(SELECT search_trigrams(bytes));
  END CASE;
  RETURN QUERY
    SELECT b.batch_id, b.first_job_id, b.last_job_id FROM (
      SELECT * FROM job_search_blocks c
      WHERE (c.grams @> all_of AND c.grams && any_of OR c.grams @> ARRAY[project, 0])
        AND c.project_id = in_project AND c.first_job_id < before
      ORDER BY c.last_job_id DESC, c.id OFFSET 0) b
    WHERE b.texts IS NULL OR strpos(b.texts, lower(term)) > 0
    OFFSET skipped LIMIT max_blocks;
END $$;

CREATE FUNCTION search_texts(texts text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length(texts) <= 1000000 THEN lower(texts) END
$$;

-- Kept by triggers, because that is where the texts are: nothing goes over the wire twice, and no writer can forget it.
-- The jobs of a statement stand together in blocks of 64, and texts that they share are taken apart once.
CREATE FUNCTION search_new_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_search_blocks (project_id, batch_id, first_job_id, last_job_id, texts)
  SELECT project_id, batch_id, min(id), max(id), search_texts(string_agg(concat_ws(E'\n', reference, metadata), E'\n'))
  FROM (
    SELECT j.id, j.project_id, j.batch_id, j.reference, m.metadata,
      (row_number() OVER (PARTITION BY j.batch_id ORDER BY j.id) - 1) / 64 AS block
    FROM new_jobs j
    CROSS JOIN LATERAL (
      SELECT string_agg(concat_ws(E'\n', key, value), E'\n') AS metadata FROM jsonb_each_text(j.metadata)) m
    WHERE j.reference IS NOT NULL OR m.metadata IS NOT NULL) jobs
  GROUP BY project_id, batch_id, block;
  RETURN NULL;
END $$;

CREATE FUNCTION search_new_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_search_blocks (project_id, batch_id, first_job_id, last_job_id, texts)
  SELECT project_id, batch_id, min(job_id), max(job_id), search_texts(string_agg(DISTINCT instruction, E'\n'))
  FROM (
    SELECT s.job_id, j.project_id, j.batch_id, s.instruction,
      (dense_rank() OVER (PARTITION BY j.batch_id ORDER BY s.job_id) - 1) / 64 AS block
    FROM new_steps s JOIN jobs j ON j.id = s.job_id) steps
  GROUP BY project_id, batch_id, block;
  RETURN NULL;
END $$;

CREATE FUNCTION search_new_error() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_search_blocks (project_id, batch_id, first_job_id, last_job_id, texts)
  VALUES (NEW.project_id, NEW.batch_id, NEW.id, NEW.id,
    search_texts(concat_ws(E'\n', NEW.error->>'code', NEW.error->>'message')));
  RETURN NULL;
END $$;

CREATE TRIGGER search_new_jobs AFTER INSERT ON jobs REFERENCING NEW TABLE AS new_jobs
  FOR EACH STATEMENT EXECUTE FUNCTION search_new_jobs();
CREATE TRIGGER search_new_steps AFTER INSERT ON job_steps REFERENCING NEW TABLE AS new_steps
  FOR EACH STATEMENT EXECUTE FUNCTION search_new_steps();
CREATE TRIGGER search_new_error AFTER INSERT OR UPDATE OF error ON jobs
  FOR EACH ROW WHEN (NEW.error IS NOT NULL) EXECUTE FUNCTION search_new_error();

-- the jobs that are there already
INSERT INTO job_search_blocks (project_id, batch_id, first_job_id, last_job_id, texts)
SELECT project_id, batch_id, min(id), max(id), search_texts(string_agg(texts, E'\n'))
FROM (
  SELECT j.id, j.project_id, j.batch_id, j.position / 64 AS block,
    concat_ws(E'\n', j.reference,
      (SELECT string_agg(concat_ws(E'\n', key, value), E'\n') FROM jsonb_each_text(j.metadata)),
      (SELECT string_agg(s.instruction, E'\n') FROM job_steps s WHERE s.job_id = j.id),
      j.error->>'code', j.error->>'message') AS texts
  FROM jobs j) jobs
GROUP BY project_id, batch_id, block;
