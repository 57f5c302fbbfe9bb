import { newKey } from '../../api/new-key.ts'
import { type GivenFile, kindOf, refusalOf } from './check-file.ts'
import type { Composer } from './composer.ts'
import { withPhotos, withTable } from './edit-draft.ts'
import type { AddedNews } from './upload-news.tsx'

/** Takes photos and tables into the batch. @returns what was not taken, and why */
export async function addFiles(composer: Composer, given: readonly GivenFile[]): Promise<AddedNews> {
  const photos = given.filter(({ path }) => kindOf(path) === 'media')
  const refused = photos.flatMap((one) => {
    const reason = refusalOf(one)
    return reason === null ? [] : [{ path: one.path, reason }]
  })
  const tables: AddedNews['tables'][number][] = []
  for (const { file, path } of given.filter((one) => kindOf(one.path) === 'table')) {
    // nobody else needs its parser
    const { readTable } = await import('./read-table.ts')
    const reading = readTable(await file.arrayBuffer(), newKey)
    if (reading.ok) composer.edit((draft) => withPhotos(withTable(draft, reading.jobs), composer.state().uploads))
    else tables.push({ name: path, problems: reading.problems })
  }
  const repeated = composer.addPhotos(photos.filter((one) => refusalOf(one) === null))
  return { refused, tables, repeated }
}
