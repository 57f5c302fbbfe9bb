import { chown, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Cluster } from './cluster.ts'

/**
 * Writes postgresql.conf anew for each start, so that a new version's settings reach old clusters.
 * An operator's own go into `ALTER SYSTEM SET`, which wins over this file.
 */
export async function writeSettings(cluster: Cluster, port: number): Promise<void> {
  const settings: Record<string, string> = {
    ...SETTINGS,
    ...(cluster.isDurable ? {} : NOT_DURABLE),
    port: String(port),
    unix_socket_directories: "''",
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`)
  const file = path.join(cluster.folder, 'postgresql.conf')
  await writeFile(file, `# Written at each start. Use ALTER SYSTEM SET for changes that stay.\n${lines.join('')}`)
  if (cluster.user !== undefined) await chown(file, cluster.user.uid, cluster.user.gid)
}

/** For a developer's machine that runs API, workers and their queues on one server. */
const SETTINGS = {
  listen_addresses: "'127.0.0.1'",
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  max_wal_size: '1GB',
  checkpoint_completion_target: '0.9',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  password_encryption: "'scram-sha-256'",
  authentication_timeout: '10s',
  tcp_keepalives_idle: '30s',
  tcp_keepalives_interval: '10s',
  tcp_keepalives_count: '3',
  idle_in_transaction_session_timeout: '120s',
  log_checkpoints: 'off',
  log_timezone: "'UTC'",
  timezone: "'UTC'",
  datestyle: "'iso, mdy'",
  lc_messages: "'C'",
  default_text_search_config: "'pg_catalog.english'",
}

/**
 * For tests: a crash of the machine may lose anything, a crash of the server loses nothing. One server holds the
 * databases of dozens of workers at a time.
 */
const NOT_DURABLE = { fsync: 'off', full_page_writes: 'off', max_connections: '500' }
