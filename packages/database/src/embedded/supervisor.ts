import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { prepareBinaries } from './binaries.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { freePort } from './free-port.ts'
import { clearLeftovers, settleHome } from './home.ts'
import { lockInstance } from './instance-lock.ts'
import {
  connectionUrl,
  findRunning,
  type Postmaster,
  PostmasterStartError,
  readPidFile,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts'
import { chooseRunUser } from './run-user.ts'
import { writeSettings } from './settings.ts'
import type { SupervisorLogger } from './supervisor-logger.ts'
import { Watch } from './watch.ts'

const DATABASE = 'nemo_batch'
const DUPLICATE_DATABASE = '42P04'
const MAX_START_ATTEMPTS = 5

export type EmbeddedPostgresOptions = {
  /** A folder for this alone; made when missing. As root it is handed to the user that runs Postgres. */
  readonly dataDir: string
  readonly logger?: SupervisorLogger
  /** False gives up safety against a crash of the machine for speed: for tests. */
  readonly isDurable?: boolean
}

export type EmbeddedPostgres = {
  /** With user, password and the database `nemo_batch`; the same for as long as this runs, through restarts too. */
  readonly url: string
  /** The folder that the database really is in: `dataDir`, or where `dataDir/elsewhere` points. */
  readonly home: string
  /** Stops the server, whoever started it, within half a minute, and frees the data folder. */
  stop(): Promise<void>
  /** Called each time when the server has died without having been asked to; its restart is already under way. */
  onExit(callback: () => void): void
  /** Called when the server answers again after it died. */
  onRestart(callback: () => void): void
}

/**
 * Starts the bundled Postgres on `dataDir`, or takes over the one that a killed run left there, and keeps it running.
 * The server lives in a session of its own: it outlives a kill of this process or its group, and is then adopted by the
 * next start.
 * @throws EmbeddedPostgresError with one line for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir)
  const user = chooseRunUser(dataDir)
  const home = await settleHome(dataDir, user)
  const unlock = await lockInstance(home)
  try {
    await clearLeftovers(home)
    const binaries = await prepareBinaries(home, user)
    const cluster = await openCluster({ home, binaries, user, isDurable: options.isDurable ?? true })
    const adopted = await findRunning(cluster)
    const postmaster = adopted ?? (await startOnFreePort(cluster))
    await createDatabase(cluster, postmaster).catch(async (error: unknown) => {
      await stopPostmaster(cluster, postmaster.pid)
      throw error
    })
    options.logger?.info({ home, port: postmaster.port, isAdopted: adopted !== undefined }, 'Postgres is running')
    return supervise({ cluster, postmaster, home, unlock, logger: options.logger })
  } catch (error) {
    await unlock()
    throw error
  }
}

type Supervision = {
  readonly cluster: Cluster
  readonly postmaster: Postmaster
  readonly home: string
  readonly unlock: () => Promise<void>
  readonly logger: SupervisorLogger | undefined
}

function supervise({ cluster, postmaster, home, unlock, logger }: Supervision): EmbeddedPostgres {
  const watch = new Watch(postmaster, {
    logger,
    restart: async () => (await findRunning(cluster)) ?? (await startAt(cluster, postmaster.port)),
  })
  let stopped: Promise<void> | undefined
  const stop = async () => {
    try {
      const last = await watch.end()
      await stopPostmaster(cluster, last.pid)
      logger?.info({ home }, 'Postgres has stopped')
    } finally {
      await unlock()
    }
  }
  return {
    url: connectionUrl(cluster, postmaster.port, DATABASE),
    home,
    stop: () => (stopped ??= stop()),
    onExit: (callback) => watch.onExit(callback),
    onRestart: (callback) => watch.onRestart(callback),
  }
}

/** The port of the last run when it is free, so that an operator's saved connection keeps working. */
async function startOnFreePort(cluster: Cluster): Promise<Postmaster> {
  let wanted = await lastPort(cluster)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startAt(cluster, await freePort(wanted))
    } catch (error) {
      const isPortTaken = error instanceof PostmasterStartError && error.isPortTaken
      if (!isPortTaken || attempt === MAX_START_ATTEMPTS) throw error
      wanted = undefined
    }
  }
}

async function startAt(cluster: Cluster, port: number): Promise<Postmaster> {
  await writeSettings(cluster, port)
  try {
    return await startPostmaster(cluster)
  } catch (error) {
    // A server that came up too late for pg_ctl must not stay behind unwatched.
    const pidFile = await readPidFile(cluster)
    if (pidFile !== undefined) await stopPostmaster(cluster, pidFile.pid)
    throw error
  }
}

async function lastPort(cluster: Cluster): Promise<number | undefined> {
  const settings = await readFile(path.join(cluster.folder, 'postgresql.conf'), 'utf8')
  const port = Number(settings.match(/^port = (\d+)$/m)?.[1])
  return port > 0 ? port : undefined
}

async function createDatabase(cluster: Cluster, { port }: Postmaster): Promise<void> {
  const client = new Client({ connectionString: connectionUrl(cluster, port, 'postgres') })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${DATABASE}`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === DUPLICATE_DATABASE)) throw error
  } finally {
    await client.end()
  }
}
