import { type Draft, type DraftJob, type Grouping, type Media, ONE_STEP } from './draft.ts'
import { distinct, groupPhotos, type Photo } from './group-photos.ts'
import { nameInUrl } from './read-urls.ts'

const NEW_JOB = { steps: ONE_STEP, language: '', priority: '', metadata: {}, line: null, group: null } as const

/** Systems write accents in their own ways, and a table names a photo without its folders. */
export const matchName = (path: string): string => (path.split(/[/\\]/).at(-1) ?? '').normalize('NFC').toLowerCase()

/** With these photos, all that are there, as its jobs; those that a table names stay with it. What was written stays. */
export function withPhotos(draft: Draft, photos: readonly Photo[], grouping: Grouping = draft.grouping): Draft {
  const others = draft.jobs.filter(({ origin }) => origin !== 'photos')
  const named = new Set(others.flatMap(({ media }) => media.flatMap(nameOf)))
  const before = new Map(draft.jobs.flatMap((job) => (job.group === null ? [] : [[job.group, job] as const])))
  const groups = groupPhotos(
    photos.filter(({ path }) => !named.has(matchName(path))),
    grouping,
  )
  const jobs = groups.map(({ group, reference, keys }): DraftJob => {
    const former = before.get(group)
    const media = keys.map((key): Media => ({ kind: 'upload', key }))
    if (former === undefined) return { ...NEW_JOB, key: `photos ${group}`, origin: 'photos', group, reference, media }
    return isSame(former.media, media) ? former : { ...former, media }
  })
  return { ...draft, grouping, jobs: [...jobs, ...others] }
}

const nameOf = (item: Media): readonly string[] => (item.kind === 'name' ? [matchName(item.name)] : [])
const isSame = (one: readonly Media[], other: readonly Media[]): boolean =>
  one.length === other.length && one.every((item, at) => JSON.stringify(item) === JSON.stringify(other[at]))

/** With a job for each line of addresses. @param newKey of each job */
export function withUrls(draft: Draft, lines: readonly (readonly string[])[], newKey: () => string): Draft {
  const taken = new Set(draft.jobs.map(({ reference }) => reference))
  const jobs = lines.map(
    (urls): DraftJob => ({
      ...NEW_JOB,
      ...{ key: newKey(), origin: 'urls' },
      reference: distinct(nameInUrl(urls[0] ?? '').replace(/\.[^.]+$/, ''), taken),
      media: urls.map((url) => ({ kind: 'url', url })),
    }),
  )
  return { ...draft, jobs: [...draft.jobs, ...jobs] }
}

/** With the rows of a table behind what is there. */
export const withTable = (draft: Draft, jobs: readonly DraftJob[]): Draft => ({
  ...draft,
  jobs: [...draft.jobs, ...jobs],
})

export const changeJob = (draft: Draft, key: string, change: Partial<DraftJob>): Draft => ({
  ...draft,
  jobs: draft.jobs.map((job) => (job.key === key ? { ...job, ...change } : job)),
})

export const withoutJob = (draft: Draft, key: string): Draft => ({
  ...draft,
  jobs: draft.jobs.filter((job) => job.key !== key),
})
