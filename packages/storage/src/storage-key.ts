import { StorageError } from './storage-error.ts'

const KEY = /^(?:media|video)\/\d{4}\/\d{2}\/[a-z0-9][a-z0-9_-]{0,79}$/

/**
 * Where a file lives: `media/2026/11/file_01h…`. Made of our own id and date only; the name a client gave is data
 * and never part of it.
 * @throws StorageError `invalid_key`
 */
export function storageKey(purpose: 'media' | 'video', id: string, createdAt: Date): string {
  const [year, month] = createdAt.toISOString().split('-')
  return checkKey(`${purpose}/${year}/${month}/${id}`)
}

/** @throws StorageError `invalid_key` for everything that {@link storageKey} would not make */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new StorageError('invalid_key', 'This is not a storage key')
  return key
}
