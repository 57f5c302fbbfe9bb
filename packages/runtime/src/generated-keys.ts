import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * A value made once and kept in `<dataDir>/<name>`, readable by its owner alone.
 * Two processes that start together end with the same value: the file appears whole or not at all.
 */
export async function keptOnce(
  dataDir: string,
  name: string,
  make: () => string,
): Promise<{ value: string; isNew: boolean }> {
  const file = path.join(dataDir, name)
  const existing = await readOrNull(file)
  if (existing !== null) return { value: existing, isNew: false }
  await mkdir(dataDir, { recursive: true })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, `${make()}\n`, { mode: 0o600 })
  const isNew = await link(draft, file).then(
    () => true,
    () => false,
  )
  await unlink(draft)
  const value = await readOrNull(file)
  if (value === null) throw new Error(`cannot keep ${name} in ${dataDir}`)
  return { value, isNew }
}

const readOrNull = async (file: string): Promise<string | null> => {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return content.trim() === '' ? null : content.trim()
}

export const newEncryptionKey = (): string => randomBytes(32).toString('base64')
