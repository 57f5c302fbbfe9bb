import type { GivenFile } from './check-file.ts'

/** What was dropped, folders opened. To be called while the event is handled: the browser forgets it then. */
export function readDropped(transfer: DataTransfer): Promise<readonly GivenFile[]> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null
    return entry === null ? [] : [entry]
  })
  return filesOf(entries, '')
}

export const readChosen = (files: FileList | null): readonly GivenFile[] =>
  [...(files ?? [])].map((file) => ({
    file,
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
  }))

async function filesOf(entries: readonly FileSystemEntry[], folder: string): Promise<readonly GivenFile[]> {
  const files: GivenFile[] = []
  for (const entry of entries) {
    const path = `${folder}${entry.name}`
    if (isFile(entry)) {
      const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)))
      if (file !== null) files.push({ file, path })
    } else if (isFolder(entry)) files.push(...(await filesOf(await entriesOf(entry), `${path}/`)))
  }
  return files
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

/** A reader gives a hundred at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])))
    if (some.length === 0) return entries
    entries.push(...some)
  }
}
