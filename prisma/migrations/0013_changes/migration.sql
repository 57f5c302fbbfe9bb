-- By which transaction a row was last written, so that whoever looks again reads only what was committed since: what
-- tells dashboards of changes asks this twice a second. Rows that are there already were not written since anybody looked.

ALTER TABLE audit_log ADD COLUMN xact xid8;
ALTER TABLE audit_log ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
CREATE INDEX audit_log_by_xact ON audit_log (xact);

ALTER TABLE webhook_deliveries ADD COLUMN xact xid8;
ALTER TABLE webhook_deliveries ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
CREATE INDEX webhook_deliveries_by_xact ON webhook_deliveries (xact);

ALTER TABLE webhook_endpoints ADD COLUMN xact xid8;
ALTER TABLE webhook_endpoints ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
CREATE INDEX webhook_endpoints_by_xact ON webhook_endpoints (xact);

CREATE FUNCTION note_xact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xact := pg_current_xact_id();
  RETURN NEW;
END $$;

CREATE TRIGGER note_xact BEFORE UPDATE ON webhook_deliveries FOR EACH ROW EXECUTE FUNCTION note_xact();

-- Not of lanes: they are taken and given back for every few deliveries, and nobody is shown them.
CREATE TRIGGER note_xact BEFORE UPDATE ON webhook_endpoints
  FOR EACH ROW WHEN (
    (NEW.url, NEW.events, NEW.description, NEW.is_enabled, NEW.disabled, NEW.failing_since, NEW.failures, NEW.probes,
      NEW.held_until, NEW.deleted_at)
    IS DISTINCT FROM
    (OLD.url, OLD.events, OLD.description, OLD.is_enabled, OLD.disabled, OLD.failing_since, OLD.failures, OLD.probes,
      OLD.held_until, OLD.deleted_at))
  EXECUTE FUNCTION note_xact();
