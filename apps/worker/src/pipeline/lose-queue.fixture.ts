import { connect } from 'node:net'
import type { Database } from '@nemo-batch/database'
import { prepareQueueBackend } from '@nemo-batch/queue'
import { type TestRedis, waitFor } from '@nemo-batch/testing'

type WithQueue = {
  readonly db: Database
  readonly env: Readonly<Record<string, string>>
  readonly redis: TestRedis | null
}

/** Everything that any queue holds is gone. */
export const loseQueue = (given: WithQueue): Promise<void> =>
  given.redis === null ? dropQueueSchema(given) : flushRedis(given.redis.port)

function flushRedis(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('FLUSHALL\r\n'))
    socket.once('data', (answer) => {
      socket.destroy()
      if (answer.toString() === '+OK\r\n') resolve()
      else reject(new Error(`Redis answered ${answer}`))
    })
    socket.once('error', reject)
  })
}

/** As an operator would, who repeats what a deadlock with the workers refused. */
async function dropQueueSchema({ db, env }: WithQueue): Promise<void> {
  await waitFor(async () => {
    await db.query('DROP SCHEMA bullmq CASCADE')
    return true
  })
  await prepareQueueBackend({ databaseUrl: env.DATABASE_URL ?? '' })
}
