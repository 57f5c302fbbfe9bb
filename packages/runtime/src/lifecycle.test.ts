import { expect, it } from 'vitest'
import { runShutdown, withDeadline } from './lifecycle.ts'
import { createLogger } from './logger.ts'

const logger = createLogger('test', 'silent', false)

it('shuts down in order, and a phase that fails or hangs keeps none of the others from running', async () => {
  const ran: string[] = []
  const failed = await runShutdown(
    [
      { name: 'fails', timeoutMs: 1_000, run: () => Promise.reject(new Error('no')) },
      { name: 'hangs', timeoutMs: 10, run: () => new Promise(() => undefined) },
      { name: 'ends', timeoutMs: 1_000, run: async () => void ran.push('ends') },
    ],
    logger,
  )
  expect(failed).toEqual(['fails', 'hangs'])
  expect(ran).toEqual(['ends'])
})

it('passes on what came in time, and says what did not', async () => {
  expect(await withDeadline(Promise.resolve(1), 1_000, 'late')).toBe(1)
  await expect(withDeadline(new Promise(() => undefined), 5, 'the queue did not close')).rejects.toThrow(
    'the queue did not close',
  )
})
