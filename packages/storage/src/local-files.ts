import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import type { FilePlace } from './storage.ts'
import { errnoOf, StorageError } from './storage-error.ts'

/**
 * Files in a folder. Writing and reading go past flydrive: it writes in place, without fsync, and knows no ranges.
 */
export function openLocalFiles(folder: string): FilePlace {
  const disk = new Disk(new FSDriver({ location: pathToFileURL(`${folder}/`), visibility: 'private' }))
  return {
    async put(staged, key) {
      const path = join(folder, key)
      await syncToDisk(staged.path)
      await mkdir(dirname(path), { recursive: true })
      await rename(staged.path, path)
      // Without this a power cut may forget the new name although the bytes are there.
      await syncToDisk(dirname(path))
    },
    async open(key, range) {
      const file = await openFile(join(folder, key))
      try {
        const { start, end } = checkRange(range, (await file.stat()).size)
        return file.createReadStream({ start, end })
      } catch (error) {
        await file.close()
        throw error
      }
    },
    async stat(key) {
      if (!(await disk.exists(key))) return null
      const { contentLength, lastModified } = await disk.getMetaData(key)
      return { sizeBytes: contentLength, modifiedAt: lastModified }
    },
    remove: (key) => disk.delete(key),
  }
}

async function openFile(path: string) {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new StorageError('not_found', 'There is no such file', error)
    throw error
  }
}

function checkRange({ start = 0, end = Number.POSITIVE_INFINITY }: { start?: number; end?: number }, size: number) {
  if (!Number.isInteger(start) || start < 0 || start >= size || end < start)
    throw new StorageError('invalid_range', `The file has ${size} bytes`)
  return { start, end: Math.min(end, size - 1) }
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Windows has no fsync for folders.
    if (errnoOf(error) !== 'EPERM') throw error
  } finally {
    await handle.close()
  }
}
