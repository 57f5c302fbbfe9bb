import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createStorage } from './storage.ts'
import { storageKey } from './storage-key.ts'
import { tempFolder } from './temp-folder.ts'

const MB = 1_048_576
const LIMIT = 200 * MB
const folder = tempFolder()
let folders = 0

const givenStorage = () => {
  const dataDir = join(folder, `data-${++folders}`)
  const incoming = join(dataDir, 'incoming')
  return {
    dataDir,
    storage: createStorage({ dataDir }),
    incomingNames: () => readdir(incoming).catch((): string[] => []),
    incoming,
  }
}

const key = storageKey('media', 'file_01hzy3', new Date('2026-11-21T12:00:00Z'))

/** Fresh blocks, so that whoever keeps them shows in memory. */
async function* blocks(count: number, onBlock: (index: number) => void = () => {}) {
  for (let index = 0; index < count; index++) {
    onBlock(index)
    yield Buffer.alloc(MB, index)
  }
}

describe('staging', () => {
  it('takes a stream to disk with its size and SHA-256', async () => {
    const { storage } = givenStorage()
    const bytes = randomBytes(MB)
    const staged = await storage.stage(Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]), { maxBytes: LIMIT })
    expect(staged).toMatchObject({
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    expect(await readFile(staged.path)).toEqual(bytes)
  })

  it('takes 256 MB in little memory', async () => {
    const { storage, incomingNames } = givenStorage()
    const usedBytes = () => process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
    const before = usedBytes()
    let most = 0
    const source = Readable.from(
      blocks(256, () => {
        most = Math.max(most, usedBytes() - before)
      }),
    )
    const staged = await storage.stage(source, { maxBytes: 300 * MB })
    expect(staged.sizeBytes).toBe(256 * MB)
    expect(most).toBeLessThan(100 * MB)
    await staged.discard()
    expect(await incomingNames()).toEqual([])
  })

  it('takes a file of exactly the limit and refuses one byte more', async () => {
    const { storage, incomingNames } = givenStorage()
    const staged = await storage.stage(Readable.from([Buffer.alloc(10)]), { maxBytes: 10 })
    expect(staged.sizeBytes).toBe(10)
    await staged.discard()
    const refused = storage.stage(Readable.from([Buffer.alloc(10), Buffer.alloc(1)]), { maxBytes: 10 })
    await expect(refused).rejects.toMatchObject({ code: 'file_too_large' })
    expect(await incomingNames()).toEqual([])
  })

  it('stops reading as soon as the limit is passed', async () => {
    const maxBytes = 20 * MB
    const { storage, incomingNames } = givenStorage()
    let read = 0
    const endless = Readable.from(
      blocks(Number.POSITIVE_INFINITY, () => {
        read++
      }),
    )
    await expect(storage.stage(endless, { maxBytes })).rejects.toMatchObject({ code: 'file_too_large' })
    expect(endless.destroyed).toBe(true)
    expect(read).toBeLessThan(60)
    expect(await incomingNames()).toEqual([])
  })

  it('refuses a file without a byte', async () => {
    const { storage, incomingNames } = givenStorage()
    await expect(storage.stage(Readable.from([]), { maxBytes: 10 })).rejects.toMatchObject({ code: 'empty_file' })
    expect(await incomingNames()).toEqual([])
  })

  it('leaves nothing when the caller gives up midway, and says why', async () => {
    const { storage, incomingNames } = givenStorage()
    const controller = new AbortController()
    const reason = new Error('the client went away')
    const source = Readable.from(blocks(100, (index) => index === 20 && controller.abort(reason)))
    await expect(storage.stage(source, { maxBytes: LIMIT, signal: controller.signal })).rejects.toBe(reason)
    expect(source.destroyed).toBe(true)
    expect(await incomingNames()).toEqual([])
  })

  it('leaves nothing when the caller gave up before', async () => {
    const { storage, incomingNames } = givenStorage()
    const reason = new Error('too late')
    const source = Readable.from(blocks(3))
    await expect(storage.stage(source, { maxBytes: LIMIT, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(source.destroyed).toBe(true)
    expect(await incomingNames()).toEqual([])
  })

  it('leaves nothing when the stream fails or breaks off', async () => {
    const { storage, incomingNames } = givenStorage()
    const failing = Readable.from(
      blocks(100, (index) => {
        if (index === 5) throw new Error('connection reset')
      }),
    )
    await expect(storage.stage(failing, { maxBytes: LIMIT })).rejects.toThrow('connection reset')
    const brokenOff = new Readable({ read() {} })
    brokenOff.push('half')
    const staging = storage.stage(brokenOff, { maxBytes: LIMIT })
    brokenOff.destroy()
    await expect(staging).rejects.toThrow()
    expect(await incomingNames()).toEqual([])
  })

  it('destroys the stream when the disk takes nothing', async () => {
    const dataDir = join(folder, 'not-a-folder')
    await writeFile(dataDir, 'in the way')
    const source = Readable.from(blocks(1))
    await expect(createStorage({ dataDir }).stage(source, { maxBytes: LIMIT })).rejects.toThrow()
    expect(source.destroyed).toBe(true)
  })

  it('names its files itself, all differently', async () => {
    const { storage, incomingNames } = givenStorage()
    const stage = () => storage.stage(Readable.from(['a']), { maxBytes: 10 })
    await Promise.all([stage(), stage(), stage()])
    const names = await incomingNames()
    expect(new Set(names).size).toBe(3)
    for (const name of names) expect(name).toMatch(/^[a-z0-9_]+\.part$/)
  })

  it('sweeps what is old, and only its own', async () => {
    const { storage, incoming, incomingNames } = givenStorage()
    expect(await storage.sweepIncoming(60_000)).toBe(0)
    await mkdir(incoming, { recursive: true })
    for (const name of ['old.part', 'old.txt', 'new.part']) await writeFile(join(incoming, name), 'x')
    const anHourAgo = new Date(Date.now() - 3_600_000)
    for (const name of ['old.part', 'old.txt']) await utimes(join(incoming, name), anHourAgo, anHourAgo)
    expect(await storage.sweepIncoming(60_000)).toBe(1)
    expect((await incomingNames()).sort()).toEqual(['new.part', 'old.txt'])
  })
})

describe('a stored file', () => {
  const givenStored = async (content: string) => {
    const given = givenStorage()
    await given.storage.commit(await given.storage.stage(Readable.from([content]), { maxBytes: LIMIT }), key)
    return given
  }

  it('is there whole under its key, and nowhere else', async () => {
    const { storage, dataDir, incomingNames } = await givenStored('photo')
    expect((await buffer(await storage.open(key))).toString()).toBe('photo')
    expect(await storage.stat(key)).toMatchObject({ sizeBytes: 5, modifiedAt: expect.any(Date) })
    expect(existsSync(join(dataDir, 'files', key))).toBe(true)
    expect(await incomingNames()).toEqual([])
  })

  it('is not there before it is committed', async () => {
    const { storage } = givenStorage()
    const staged = await storage.stage(Readable.from(['photo']), { maxBytes: LIMIT })
    expect(await storage.stat(key)).toBeNull()
    await expect(storage.open(key)).rejects.toMatchObject({ code: 'not_found' })
    await staged.discard()
    await expect(storage.commit(staged, key)).rejects.toThrow()
    expect(await storage.stat(key)).toBeNull()
  })

  it.each([
    [{ start: 0, end: 0 }, '0'],
    [{ start: 2, end: 4 }, '234'],
    [{ start: 7 }, '789'],
    [{ end: 3 }, '0123'],
    [{ start: 8, end: 500 }, '89'],
  ])('is read in part: %j', async (range, expected) => {
    const { storage } = await givenStored('0123456789')
    expect((await buffer(await storage.open(key, range))).toString()).toBe(expected)
  })

  it.each([{ start: 10 }, { start: -1 }, { start: 4, end: 3 }, { start: 0.5 }])(
    'is not read outside of its bytes: %j',
    async (range) => {
      const { storage } = await givenStored('0123456789')
      await expect(storage.open(key, range)).rejects.toMatchObject({ code: 'invalid_range' })
    },
  )

  it('is replaced whole when it is committed again', async () => {
    const { storage } = await givenStored('first')
    const reading = await storage.open(key)
    await storage.commit(await storage.stage(Readable.from(['second']), { maxBytes: LIMIT }), key)
    expect((await buffer(reading)).toString()).toBe('first')
    expect((await buffer(await storage.open(key))).toString()).toBe('second')
  })

  it('goes when it is removed, twice without complaint', async () => {
    const { storage } = await givenStored('photo')
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.stat(key)).toBeNull()
  })
})

describe('a storage key', () => {
  it('is made of the purpose, the month and the id', () => {
    expect(key).toBe('media/2026/11/file_01hzy3')
  })

  it.each(['', '../file', 'a/b', 'UPPER', 'a.jpg', 'a\0', 'ü', 'a'.repeat(81)])('is not made of the id %j', (id) => {
    expect(() => storageKey('media', id, new Date())).toThrow(expect.objectContaining({ code: 'invalid_key' }))
  })

  it.each(['', '/etc/passwd', '../x', 'media/../../x', 'media/2026/11/../x', 'media/2026/11/', 'media//11/x', 'x'])(
    'that we did not make is refused: %j',
    async (foreign) => {
      const { storage } = givenStorage()
      const staged = await storage.stage(Readable.from(['a']), { maxBytes: 10 })
      const refusal = { code: 'invalid_key' }
      await expect(storage.commit(staged, foreign)).rejects.toMatchObject(refusal)
      await expect(storage.open(foreign)).rejects.toMatchObject(refusal)
      await expect(storage.stat(foreign)).rejects.toMatchObject(refusal)
      await expect(storage.remove(foreign)).rejects.toMatchObject(refusal)
    },
  )
})
