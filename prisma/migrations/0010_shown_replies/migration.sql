-- What NEMO said less its directions for a screen, or, when it said nothing, what it changed. What it said stays in reply.
ALTER TABLE job_steps ADD COLUMN reply_shown text;

-- Steps of earlier versions go on showing what they showed.
UPDATE job_steps SET reply_shown = reply WHERE reply IS NOT NULL;
