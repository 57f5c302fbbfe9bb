import type { NewFile, ProjectStore, ProjectTransaction, StoredFile } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { type Storage, storageKey } from '@nemo-batch/storage'
import type { Upload } from './read-form.ts'

/**
 * Makes the uploads durable and writes their rows in the transaction that `work` goes on in; both or nothing.
 * `files` are in the order of `uploads`.
 */
export async function keepUploads<T>(
  storage: Storage,
  project: Pick<ProjectStore, 'transaction'>,
  uploads: readonly Upload[],
  work: (tx: ProjectTransaction, files: readonly StoredFile[]) => Promise<T>,
): Promise<T> {
  const kept: Kept[] = []
  try {
    for (const upload of uploads) kept.push(await commitUpload(storage, upload))
    return await project.transaction(async (tx) => {
      const files: StoredFile[] = []
      for (const file of kept) files.push(await tx.insertFile(file))
      return work(tx, files)
    })
  } catch (error) {
    await Promise.allSettled(kept.map((file) => storage.remove(file.storageKey)))
    throw error
  }
}

type Kept = Omit<NewFile, 'projectId'>

async function commitUpload(storage: Storage, upload: Upload): Promise<Kept> {
  const { staged, filename, contentType, width, height } = upload
  const id = newId('file')
  const key = storageKey('media', id, new Date())
  const { sizeBytes, sha256 } = staged
  await storage.commit(staged, key)
  return {
    id,
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
