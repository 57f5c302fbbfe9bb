import { expect, it, vi } from 'vitest'
import { type SendFile, UploadQueue } from './uploads.ts'

const photos = (...names: string[]) =>
  names.map((path) => ({ path, file: new File([path], path, { lastModified: 1_000 }) }))

/** A service that answers when it is told to. */
function given(kept: ConstructorParameters<typeof UploadQueue>[2] = []) {
  const calls: { file: File; key: string; signal: AbortSignal; end: (error?: Error) => void }[] = []
  const send: SendFile = (file, { signal, idempotencyKey: key }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      calls.push({
        ...{ file, key, signal },
        end: (error) => (error === undefined ? resolve({ id: `file of ${file.name}` }) : reject(error)),
      })
    })
  let keys = 0
  const queue = new UploadQueue(send, () => `key ${keys++}`, kept)
  const states = (): string[] => queue.all.map(({ path, state }) => `${path} ${state}`)
  return { queue, calls, states }
}

it('sends a few at once, and the next when one is there', async () => {
  const { queue, calls, states } = given()
  queue.add(photos('a', 'b', 'c', 'd', 'e'))
  expect(calls.map(({ file }) => file.name)).toEqual(['a', 'b', 'c'])
  calls[1]?.end()
  await vi.waitFor(() => expect(calls).toHaveLength(4))
  expect(states()).toEqual(['a sending', 'b stored', 'c sending', 'd sending', 'e waiting'])
  expect(queue.all[1]?.fileId).toBe('file of b')
})

it('tells why one failed, and tries it again under the same key, so that it is stored once', async () => {
  const { queue, calls, states } = given()
  queue.add(photos('a'))
  calls[0]?.end(new Error('The connection broke'))
  await vi.waitFor(() => expect(states()).toEqual(['a failed']))
  expect(queue.all[0]?.failure).toBe('The connection broke')
  queue.retry()
  calls[1]?.end()
  await vi.waitFor(() => expect(states()).toEqual(['a stored']))
  expect(calls[1]?.key).toBe(calls[0]?.key)
})

it('breaks off what is removed, and goes on with the others', async () => {
  const { queue, calls, states } = given()
  queue.add(photos('a', 'b', 'c', 'd'))
  queue.remove(queue.all.slice(0, 1).map(({ key }) => key))
  expect(calls[0]?.signal.aborted).toBe(true)
  await vi.waitFor(() => expect(calls).toHaveLength(4))
  expect(states()).toEqual(['b sending', 'c sending', 'd sending'])
})

it('takes the same photo once', () => {
  const { queue } = given()
  queue.add(photos('a', 'b'))
  expect(queue.add(photos('b', 'c', 'c'))).toBe(2)
  expect(queue.all.map(({ path }) => path)).toEqual(['a', 'b', 'c'])
})

it('knows after a reload what is stored, and takes up what is added again in its place', async () => {
  const before = given()
  before.queue.add(photos('a', 'b'))
  before.calls[0]?.end()
  await vi.waitFor(() => expect(before.states()).toEqual(['a stored', 'b sending']))
  const { queue, calls, states } = given(before.queue.all)
  expect(states()).toEqual(['a stored', 'b lost'])
  expect(queue.add(photos('a', 'b'))).toBe(1)
  expect([calls.length, calls[0]?.key]).toEqual([1, before.calls[1]?.key])
  queue.remove(queue.all.map(({ key }) => key))
})
