import { existsSync } from 'node:fs'
import { chown, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { type Cluster, SUPERUSER } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { commandLine, isRunning } from './process-identity.ts'
import { runProgram } from './run-program.ts'

/** A server that answered to our password from our folder. */
export type Postmaster = { readonly pid: number; readonly port: number }

type PidFile = { readonly pid: number; readonly port: number; readonly lines: readonly string[] }

const START_TIMEOUT_S = 120
const FAST_STOP_TIMEOUT_S = 15
const IMMEDIATE_STOP_TIMEOUT_S = 10
const POLL_MS = 100
const MAX_LOG_BYTES = 10 * 1024 * 1024
/** Above every system's largest pid. */
const PID_OF_NOBODY = 4_194_305
const BIND_FAILED = /could not bind|Address already in use|could not create any TCP\/IP sockets/

export function connectionUrl({ password }: Cluster, port: number, database: string): string {
  return `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/**
 * The server that a killed run left behind, once it answers; undefined when there is none. A pid file that names some
 * other process is made harmless, and that process is left alone.
 */
export async function findRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + START_TIMEOUT_S * 1_000; Date.now() < deadline; ) {
    const pidFile = await readPidFile(cluster)
    if (pidFile === undefined || !isRunning(pidFile.pid)) return disown(cluster, pidFile)
    if (await answersAsOurs(cluster, pidFile.port)) return pidFile
    if (!isServerOf(cluster, pidFile.pid)) return disown(cluster, pidFile)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new EmbeddedPostgresError(
    'embedded_postgres_start_failed',
    `A Postgres of an earlier run holds ${cluster.folder} and does not answer. See ${cluster.logFile}.`,
  )
}

/**
 * Replaces only the pid, for Postgres must still see the shared memory named in the file: by that it waits for the
 * dead server's last sessions. A zombie's pid and a stranger's would otherwise make it refuse to start.
 */
async function disown(cluster: Cluster, pidFile: PidFile | undefined): Promise<undefined> {
  if (pidFile === undefined || pidFile.pid === PID_OF_NOBODY) return
  await writeFile(pidFilePath(cluster), [PID_OF_NOBODY, ...pidFile.lines.slice(1)].join('\n'))
}

/** @throws EmbeddedPostgresError `embedded_postgres_start_failed`, with `isPortTaken` to choose another */
export async function startPostmaster(cluster: Cluster): Promise<Postmaster> {
  const logStart = await prepareLog(cluster)
  const limit = ['-w', '-t', String(START_TIMEOUT_S)]
  const { exitCode, output } = await runPgCtl(cluster, ['start', ...limit, '-l', cluster.logFile])
  const pidFile = await readPidFile(cluster)
  if (exitCode === 0 && pidFile !== undefined && (await answersAsOurs(cluster, pidFile.port))) return pidFile
  const log = await readFrom(cluster.logFile, logStart)
  throw new PostmasterStartError(`Postgres did not start: ${lastLines(log) || output}`, BIND_FAILED.test(log))
}

export class PostmasterStartError extends EmbeddedPostgresError {
  readonly isPortTaken: boolean

  constructor(message: string, isPortTaken: boolean) {
    super('embedded_postgres_start_failed', message)
    this.isPortTaken = isPortTaken
  }
}

/** Ends sessions and writes everything out; a server that takes too long is made to recover at its next start. */
export async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  if (!isRunning(pid)) return
  await runPgCtl(cluster, ['stop', '-m', 'fast', '-w', '-t', String(FAST_STOP_TIMEOUT_S)])
  if (!isRunning(pid)) return
  const { output } = await runPgCtl(cluster, ['stop', '-m', 'immediate', '-w', '-t', String(IMMEDIATE_STOP_TIMEOUT_S)])
  if (!isRunning(pid)) return
  throw new EmbeddedPostgresError('embedded_postgres_stop_failed', `Postgres (process ${pid}) did not stop: ${output}`)
}

export async function readPidFile(cluster: Cluster): Promise<PidFile | undefined> {
  const text = await readFile(pidFilePath(cluster), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]), lines }
}

function pidFilePath(cluster: Cluster): string {
  return path.join(cluster.folder, 'postmaster.pid')
}

function isServerOf(cluster: Cluster, pid: number): boolean {
  return commandLine(pid).includes(cluster.folder)
}

/** SCRAM proves both sides: only a server that holds our password's verifier gets past the login. */
async function answersAsOurs(cluster: Cluster, port: number): Promise<boolean> {
  if (!Number.isSafeInteger(port) || port < 1 || port > 65_535) return false
  const client = new Client({
    connectionString: connectionUrl(cluster, port, 'postgres'),
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder")
    return rows[0]?.folder === cluster.folder
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function runPgCtl(cluster: Cluster, args: readonly string[]) {
  return runProgram(cluster.binaries.pgCtl, [...args, '-D', cluster.folder], cluster.user).catch((error: Error) => ({
    exitCode: null,
    output: error.message,
  }))
}

/** Only the starter may make the file, as the folder may not be the database user's. @returns its size in bytes */
async function prepareLog({ logFile, user }: Cluster): Promise<number> {
  const size = existsSync(logFile) ? (await stat(logFile)).size : 0
  if (size > MAX_LOG_BYTES) await rename(logFile, `${logFile}.1`)
  await writeFile(logFile, '', { flag: 'a', mode: 0o600 })
  if (user !== undefined) await chown(logFile, user.uid, user.gid)
  return size > MAX_LOG_BYTES ? 0 : size
}

async function readFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file).catch(() => Buffer.alloc(0))).subarray(offset).toString('utf8')
}

function lastLines(log: string): string {
  return log.trim().split('\n').slice(-4).join(' | ')
}
