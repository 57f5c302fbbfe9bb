import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { MAX_MEDIA_PER_STEP } from '@nemo-batch/contracts'
import { UsageError } from '../exit-code.ts'

/** What the provider takes; the service looks at the content, this only leaves aside notes and thumbnails' databases. */
const MEDIA_EXTENSIONS = new Set(
  '.jpg .jpeg .png .gif .webp .heic .heif .mp4 .mov .avi .webm .mkv .mp3 .wav .m4a .aac'.split(' '),
)

export type PlannedJob = { readonly reference: string; readonly files: readonly string[] }

/**
 * The jobs that a folder stands for: one for each sub-folder with its photos in name order; without sub-folders one
 * for each photo, or one of all with `together`.
 * @throws UsageError when there is nothing to do, or too much for a job
 */
export async function readPhotoFolder(folder: string, together: boolean): Promise<PlannedJob[]> {
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new UsageError(`${folder} is not a folder`)
  const { folders, photos } = await readEntries(folder)
  const jobs =
    folders.length > 0 ? await jobsOfFolders(folder, folders, photos, together) : jobsOfPhotos(folder, photos, together)
  if (jobs.length === 0) throw new UsageError(`${folder} holds no photos (${[...MEDIA_EXTENSIONS].join(' ')})`)
  const tooLarge = jobs.find((job) => job.files.length > MAX_MEDIA_PER_STEP)
  if (tooLarge !== undefined)
    throw new UsageError(`${tooLarge.reference} has ${tooLarge.files.length} files; a job takes ${MAX_MEDIA_PER_STEP}`)
  return jobs
}

async function jobsOfFolders(
  folder: string,
  folders: readonly string[],
  loose: readonly string[],
  together: boolean,
): Promise<PlannedJob[]> {
  if (together) throw new UsageError('--together is for a folder without sub-folders: each of those is a job already')
  if (loose.length > 0)
    throw new UsageError(`${folder} holds sub-folders and ${loose.length} photo(s) beside them: move those into one`)
  const jobs = await Promise.all(
    folders.map(async (name): Promise<PlannedJob> => {
      const files = (await readEntries(path.join(folder, name))).photos
      return { reference: name, files: files.map((file) => path.join(folder, name, file)) }
    }),
  )
  return jobs.filter((job) => job.files.length > 0)
}

function jobsOfPhotos(folder: string, photos: readonly string[], together: boolean): PlannedJob[] {
  const files = photos.map((photo) => path.join(folder, photo))
  if (together && files.length > 0) return [{ reference: path.basename(path.resolve(folder)), files }]
  // `front.jpg` and `front.png` would be one reference without their endings.
  const stems = photos.map((photo) => path.parse(photo).name)
  const isTwice = (stem: string): boolean => stems.indexOf(stem) !== stems.lastIndexOf(stem)
  return files.map((file) => {
    const { name, base } = path.parse(file)
    return { reference: isTwice(name) ? base : name, files: [file] }
  })
}

async function readEntries(folder: string): Promise<{ folders: string[]; photos: string[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'))
  const names = (wanted: (typeof entries)[number][]): string[] =>
    wanted.map((entry) => entry.name).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return {
    folders: names(entries.filter((entry) => entry.isDirectory())),
    photos: names(
      entries.filter((entry) => entry.isFile() && MEDIA_EXTENSIONS.has(path.extname(entry.name).toLowerCase())),
    ),
  }
}
