import { Client } from 'pg'

const CONNECT_TIMEOUT_MS = 5_000
const RECONNECT_DELAY_MS = 1_000

export type Listener = { close(): Promise<void> }

/** `changes`: there are new events; `deliveries`: the endpoint that the payload names has new ones. */
export type Channel = 'nemo_batch_changes' | 'nemo_batch_deliveries'

export type ListenOptions = {
  readonly databaseUrl: string
  readonly channel: Channel
  /** @param payload as it was sent; null: something may have been missed */
  readonly onNotice: (payload: string | null) => void
  readonly onError: (error: Error) => void
}

/** One connection that hears notices; lost, it is made again for as long as it takes. What it misses, a poll finds. */
export function listen({ databaseUrl, channel, onNotice, onError }: ListenOptions): Listener {
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
    fresh.on('notification', ({ payload }) => onNotice(payload ?? null))
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${channel}`)
      onNotice(null)
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
