-- Which failures are the last word of their jobs: asked for many failures at a time, without a look at the jobs.
CREATE INDEX jobs_by_failure ON jobs (project_id, completed_at, id) WHERE status = 'failed';
