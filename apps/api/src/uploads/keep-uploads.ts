import { type Database, insertFile, type NewFile, type Queryable, type StoredFile } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { type Storage, storageKey } from '@nemo-batch/storage'
import type { Upload } from './read-form.ts'

/**
 * Makes the uploads durable and writes their rows in the transaction that `work` goes on in; both or nothing.
 * `files` are in the order of `uploads`.
 */
export async function keepUploads<T>(
  { db, storage }: { readonly db: Database; readonly storage: Storage },
  projectId: string,
  uploads: readonly Upload[],
  work: (tx: Queryable, files: readonly StoredFile[]) => Promise<T>,
): Promise<T> {
  const kept: NewFile[] = []
  try {
    for (const upload of uploads) kept.push(await commitUpload(storage, projectId, upload))
    return await db.transaction(async (tx) => {
      const files: StoredFile[] = []
      for (const file of kept) files.push(await insertFile(tx, file))
      return work(tx, files)
    })
  } catch (error) {
    await Promise.allSettled(kept.map((file) => storage.remove(file.storageKey)))
    throw error
  }
}

async function commitUpload(storage: Storage, projectId: string, upload: Upload): Promise<NewFile> {
  const { staged, filename, contentType, width, height } = upload
  const id = newId('file')
  const key = storageKey('media', id, new Date())
  const { sizeBytes, sha256 } = staged
  await storage.commit(staged, key)
  return {
    id,
    projectId,
    filename,
    contentType,
    sizeBytes,
    sha256,
    width,
    height,
    durationMs: null,
    purpose: 'media',
    storageKey: key,
  }
}
