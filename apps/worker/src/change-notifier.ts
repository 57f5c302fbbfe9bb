import type { Database } from '@nemo-batch/database'
import type { Logger } from '@nemo-batch/runtime'

const QUIET_MS = 100

/** Tells watching processes that there are new events: at most ten times a second, outside of any transaction. */
export function createChangeNotifier(db: Database, logger: Logger): { changed: () => void; close: () => void } {
  let timer: NodeJS.Timeout | undefined
  const send = (): void => {
    timer = undefined
    db.query("SELECT pg_notify('nemo_batch_changes', '')").catch((error: unknown) =>
      logger.debug({ err: error }, 'watchers were not told; they poll as well'),
    )
  }
  return {
    changed: () => {
      timer ??= setTimeout(send, QUIET_MS)
    },
    close: () => clearTimeout(timer),
  }
}
