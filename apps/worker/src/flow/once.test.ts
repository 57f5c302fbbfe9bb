import { LeaseLost } from '@nemo-batch/database'
import { expect, it } from 'vitest'
import { once } from './once.ts'

/** A paid call whose worker is held up `stalls` times between intent and call; says what happened in order. */
async function told(stalls: number, lostAfter = Number.POSITIVE_INFINITY, wasIntended = false): Promise<string[]> {
  const log: string[] = []
  let left = stalls
  const say = (what: string) => async () => void log.push(what)
  await once({
    wasIntended,
    recordIntent: say('intent'),
    assertFresh: () => {
      left -= 1
      if (left >= 0) throw new LeaseLost('job_1')
    },
    takeBack: async () => {
      if (stalls - left > lostAfter) throw new LeaseLost('job_1')
      log.push('taken back')
    },
    call: say('call'),
    ask: say('ask'),
  }).catch((error: Error) => log.push(error instanceof LeaseLost ? 'lease lost' : 'given up'))
  return log
}

it('a paid call is made once its intent is stored', async () => {
  expect(await told(0)).toEqual(['intent', 'call'])
})

it('an intent that is found is never called again, but asked about', async () => {
  expect(await told(0, 0, true)).toEqual(['ask'])
})

it('a worker that was held up, and still has the job, takes its intent back and begins anew', async () => {
  expect(await told(1)).toEqual(['intent', 'taken back', 'intent', 'call'])
})

it('a worker that was held up until another one had the job calls nothing', async () => {
  expect(await told(1, 0)).toEqual(['intent', 'lease lost'])
})

it('a worker that is held up each time calls nothing, and leaves no intent', async () => {
  expect(await told(9)).toEqual(['intent', 'taken back', 'intent', 'taken back', 'intent', 'taken back', 'given up'])
})
