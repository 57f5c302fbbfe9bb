import { Client } from 'pg'

/** Sent by whoever has written events, after the commit. */
export const CHANGE_CHANNEL = 'nemo_batch_changes'

const CONNECT_TIMEOUT_MS = 5_000
const RECONNECT_DELAY_MS = 1_000

export type ChangeListener = { close(): Promise<void> }

/** One connection that hears of changes; lost, it is made again for as long as it takes. What it misses, a poll finds. */
export function listenForChanges(
  databaseUrl: string,
  onChange: () => void,
  onError: (error: Error) => void,
): ChangeListener {
  let client: Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const connect = async (): Promise<void> => {
    const fresh = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'nemo-batch-listener',
    })
    client = fresh
    let isLost = false
    const lose = (error?: Error): void => {
      if (isLost || isClosed) return
      isLost = true
      if (error !== undefined) onError(error)
      fresh.end().catch(() => undefined)
      timer = setTimeout(() => void connect(), RECONNECT_DELAY_MS)
    }
    fresh.on('error', lose)
    fresh.on('end', () => lose())
    fresh.on('notification', onChange)
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${CHANGE_CHANNEL}`)
      onChange()
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)))
    }
  }

  void connect()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
