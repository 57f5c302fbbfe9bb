import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isApiKeyForm, newApiKey } from './api-key-form.ts'
import { keptOnce, newEncryptionKey } from './generated-keys.ts'
import { createSecretBox } from './secret-box.ts'

describe('a secret at rest', () => {
  const box = createSecretBox(newEncryptionKey())

  it('opens to what was sealed, and is sealed differently each time', () => {
    expect(box.open(box.seal('nmv_usr_ü'))).toBe('nmv_usr_ü')
    expect(box.seal('same')).not.toBe(box.seal('same'))
  })

  it('does not open when one character was changed, nor with another key', () => {
    const sealed = box.seal('nmv_usr_1')
    const changed = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A')
    expect(() => box.open(changed)).toThrow()
    expect(() => createSecretBox(newEncryptionKey()).open(sealed)).toThrow()
    expect(() => box.open('plain')).toThrow('unknown form')
  })

  it('can be asked whether it is the one in hand; what cannot be opened is not', () => {
    expect(box.holds(box.seal('nmv_usr_1'), 'nmv_usr_1')).toBe(true)
    expect(box.holds(box.seal('nmv_usr_1'), 'nmv_usr_2')).toBe(false)
    expect(createSecretBox(newEncryptionKey()).holds(box.seal('nmv_usr_1'), 'nmv_usr_1')).toBe(false)
  })
})

describe('a generated key', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'nemo-keys-'))
  })
  afterAll(() => rm(dataDir, { recursive: true }))

  it('is made once, even by many starters at the same moment, and readable by its owner alone', async () => {
    const folder = path.join(dataDir, 'not', 'yet', 'there')
    const kept = await Promise.all(Array.from({ length: 10 }, () => keptOnce(folder, 'admin-api-key', newApiKey)))
    expect(new Set(kept.map((key) => key.value)).size).toBe(1)
    expect(kept.filter((key) => key.isNew)).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['admin-api-key'])
    expect((await stat(path.join(folder, 'admin-api-key'))).mode & 0o077).toBe(0)
  })
})

describe('an API key', () => {
  it('is one word of letters and digits behind its prefix, and different each time', () => {
    const keys = Array.from({ length: 100 }, newApiKey)
    expect(new Set(keys).size).toBe(100)
    for (const key of keys) {
      expect(key).toMatch(/^nb_[0-9A-Za-z]{49}$/)
      expect(isApiKeyForm(key)).toBe(true)
    }
  })

  it('is known for mistyped when any of its characters was changed, lost or swapped with the next', () => {
    const key = newApiKey()
    for (let at = 0; at < key.length; at++) {
      const other = key[at] === 'x' ? 'y' : 'x'
      const changed = [
        key.slice(0, at) + other + key.slice(at + 1),
        key.slice(0, at) + key.slice(at + 1),
        key.slice(0, at) + (key[at + 1] ?? '') + key[at] + key.slice(at + 2),
      ]
      for (const mistyped of changed) if (mistyped !== key) expect(isApiKeyForm(mistyped)).toBe(false)
    }
    expect(isApiKeyForm('')).toBe(false)
  })
})
