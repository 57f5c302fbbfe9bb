-- A page of batches shows what each has spent. To add that up from ten thousand jobs each takes a second.

-- Of the jobs that are neither running nor blocked; those are few, and change what they spend without the account's lock.
ALTER TABLE batches ADD COLUMN credits_settled integer NOT NULL DEFAULT 0;

UPDATE batches b SET credits_settled = sums.credits
FROM (SELECT batch_id, sum(credits_spent)::integer AS credits FROM jobs WHERE status NOT IN ('running', 'blocked') GROUP BY batch_id) sums
WHERE sums.batch_id = b.id;

CREATE FUNCTION settled_credits(status text, credits_spent integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN status IN ('running', 'blocked') THEN 0 ELSE credits_spent END
$$;

-- A trigger, because jobs change their status in many statements, and few of these know what a job has spent. It takes the
-- lock of the batch, as every change of a status does right afterwards to count it.
CREATE FUNCTION settle_credits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE batches SET credits_settled = credits_settled
    + settled_credits(NEW.status, NEW.credits_spent) - settled_credits(OLD.status, OLD.credits_spent)
  WHERE id = NEW.batch_id;
  RETURN NULL;
END $$;
CREATE TRIGGER settle_credits AFTER UPDATE OF status, credits_spent ON jobs
  FOR EACH ROW WHEN (settled_credits(NEW.status, NEW.credits_spent) <> settled_credits(OLD.status, OLD.credits_spent))
  EXECUTE FUNCTION settle_credits();
