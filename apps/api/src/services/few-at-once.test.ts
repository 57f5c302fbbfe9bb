import { expect, it } from 'vitest'
import { THUMBNAILS_AT_ONCE, THUMBNAILS_WAITING } from '../limits.ts'
import { createFewAtOnce } from './few-at-once.ts'

const PATIENCE = { timeout: 10_000 }

/** Work that lasts until it is let go. */
function givenWork() {
  const inTurn = createFewAtOnce({ atOnce: THUMBNAILS_AT_ONCE, waiting: THUMBNAILS_WAITING })
  const running: (() => void)[] = []
  const begun: number[] = []
  const start = (name: number, signal: AbortSignal = new AbortController().signal) =>
    inTurn(signal, async () => {
      begun.push(name)
      await new Promise<void>((resolve) => running.push(resolve))
      return name
    })
  return { start, begun, endOne: () => running.shift()?.() }
}

it('makes two thumbnails at a time, the others in the order in which they were asked for', async () => {
  const { start, begun, endOne } = givenWork()
  const all = [1, 2, 3, 4].map((name) => start(name))
  expect(begun).toEqual([1, 2])
  for (const [index, one] of all.entries()) {
    await expect.poll(() => begun.length, PATIENCE).toBe(Math.min(4, index + THUMBNAILS_AT_ONCE))
    endOne()
    expect(await one).toBe(index + 1)
  }
  expect(begun).toEqual([1, 2, 3, 4])
})

it('refuses more than may wait, and takes more when there is room again', async () => {
  const { start, endOne } = givenWork()
  const first = start(0)
  for (let name = 1; name < THUMBNAILS_AT_ONCE + THUMBNAILS_WAITING; name++) void start(name)
  expect(await start(-1)).toBeNull()
  endOne()
  await first
  let isRefused = false
  void start(-2).then((result) => {
    isRefused = result === null
  })
  await Promise.resolve()
  expect(isRefused).toBe(false)
})

it('gives the place of whoever leaves while waiting to the next', async () => {
  const { start, begun, endOne } = givenWork()
  const leaving = new AbortController()
  const [first] = [start(1), start(2)]
  const left = start(3, leaving.signal)
  const last = start(4)
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  endOne()
  await first
  await expect.poll(() => begun, PATIENCE).toEqual([1, 2, 4])
  endOne()
  endOne()
  expect(await last).toBe(4)
})

it('goes on after work that fails', async () => {
  const inTurn = createFewAtOnce({ atOnce: 1, waiting: 1 })
  const { signal } = new AbortController()
  const fail = async (): Promise<never> => {
    throw new Error('broken')
  }
  await expect(inTurn(signal, fail)).rejects.toThrow('broken')
  expect(await inTurn(signal, async () => 'done')).toBe('done')
})
