-- For the figure that tells how many were given up lately.
CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (ended_at) WHERE status = 'failed';
