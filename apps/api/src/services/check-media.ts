import { type Fault, faultAt, type PlacedMedia } from '@nemo-batch/contracts'
import type { ProjectStore, StoredFile } from '@nemo-batch/database'
import { checkUrl } from '@nemo-batch/webhooks'
import type { Upload } from '../uploads/read-form.ts'

export type MediaSources = {
  readonly files: ReadonlyMap<string, StoredFile>
  /** Index of the upload that a name means. */
  readonly uploads: ReadonlyMap<string, number>
}

export type MediaCheck = { readonly faults: Fault[]; readonly sources: MediaSources }

type Check = {
  readonly project: ProjectStore
  readonly allowPrivateNetworks: boolean
  readonly media: readonly PlacedMedia[]
  /** null: not a form, nothing can be sent along. */
  readonly uploads: readonly Upload[] | null
}

/** Looks at every photo that a batch names, without the network: addresses, ids of files, names of files sent along. */
export async function checkMedia({ project, allowPrivateNetworks, media, uploads }: Check): Promise<MediaCheck> {
  const ids = media.flatMap(({ item }) => (typeof item === 'object' && 'file_id' in item ? [item.file_id] : []))
  const files = await project.findFiles(ids)
  const names = nameUploads(uploads ?? [])
  const used = new Set<string>()
  const faults = media.flatMap(({ path, item }): Fault[] => {
    if (typeof item === 'string') {
      const problem = checkUrl(item, { allowPrivateNetworks })
      return problem === null ? [] : [faultAt(path, problem.code, problem.message)]
    }
    if ('file_id' in item) {
      const message = 'There is no such file; it may have been deleted'
      return files.has(item.file_id) ? [] : [faultAt([...path, 'file_id'], 'file_not_found', message)]
    }
    const name = matchName(item.file)
    used.add(name)
    return uploadFault(names, name, [...path, 'file'], uploads !== null)
  })
  for (const [name] of names.indexes)
    if (!used.has(name)) faults.push(faultAt([name], 'file_not_used', `${name} was sent along, but no job names it`))
  return { faults, sources: { files, uploads: names.indexes } }
}

type NamedUploads = { readonly indexes: ReadonlyMap<string, number>; readonly doubles: ReadonlySet<string> }

function nameUploads(uploads: readonly Upload[]): NamedUploads {
  const indexes = new Map<string, number>()
  const doubles = new Set<string>()
  for (const [index, upload] of uploads.entries()) {
    const name = matchName(upload.declaredName)
    if (indexes.has(name)) doubles.add(name)
    else indexes.set(name, index)
  }
  return { indexes, doubles }
}

function uploadFault(names: NamedUploads, name: string, path: PropertyKey[], isForm: boolean): Fault[] {
  if (!isForm)
    return [
      faultAt(path, 'multipart_required', 'A file can be named only when it is sent along, as multipart/form-data'),
    ]
  if (names.doubles.has(name)) return [faultAt(path, 'ambiguous_file', `Several files are called ${name}`)]
  return names.indexes.has(name) ? [] : [faultAt(path, 'file_missing', `No file called ${name} was sent along`)]
}

/** Forms carry the last part of a path only, and some systems write accents in their own way. */
export const matchName = (name: string): string => (name.split(/[/\\]/).at(-1) ?? '').normalize('NFC')
