import { type ChangedTopic, type ChangePlace, type CommittedChanges, readChangesSince } from './changes-since.ts'
import type { Database } from './connection.ts'

/** Whose changes, and which kinds of them: the batches and jobs and the webhooks of a project, the whole installation. */
export type ChangeInterest = {
  readonly projectId: string
  readonly jobs: boolean
  readonly webhooks: boolean
  readonly installation: boolean
}

/** What may have changed since the last telling. */
export type Changes = {
  readonly batchIds: ReadonlySet<string>
  readonly jobIds: ReadonlySet<string>
  /** More batches and jobs than these, as when there was too much for one look. */
  readonly isCut: boolean
  readonly topics: readonly ChangedTopic[]
}

export type ChangeWatcher = {
  /** Resolves when everything that is committed from now on will be told. */
  readonly isWatching: Promise<void>
  stop(): void
}

export type ChangeWatch = {
  watch(interest: ChangeInterest, tell: (changes: Changes) => void): ChangeWatcher
  close(): Promise<void>
}

/** A commit is told within this and the time of one look; slower than 250 ms, so that nobody is told more often. */
const LOOK_EVERY_MS = 300

const INSTALLATION_TOPICS = ['accounts', 'api_keys', 'projects', 'audit_log', 'workers'] as const
const WEBHOOK_TOPICS = ['webhook_endpoints', 'webhook_deliveries'] as const

type Reader = {
  readonly interest: ChangeInterest
  readonly tell: (changes: Changes) => void
  readonly begin: () => void
  /** False until the look that it counts from is done. */
  isWatching: boolean
}

/**
 * Tells those who keep something in view what to read anew. However many they are, a process makes one look at a time;
 * without any of them none. No transaction notifies of what it did: a notice in each would have all of them commit one
 * after the other.
 */
export function createChangeWatch(
  db: Pick<Database, 'query'>,
  onError: (error: Error) => void,
  lookEveryMs: number = LOOK_EVERY_MS,
): ChangeWatch {
  const readers = new Set<Reader>()
  let place: ChangePlace | null = null
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let isFailing = false

  const look = async (): Promise<void> => {
    // whoever comes while this look is under way counts from the next one
    const present = [...readers]
    const changes = await readChangesSince(db, place, {
      jobsOf: projectsOf(present, ({ jobs }) => jobs),
      webhooksOf: projectsOf(present, ({ webhooks }) => webhooks),
      installation: present.some(({ interest }) => interest.installation),
    })
    place = changes.place
    const subjectsOf = bySubject(changes.subjects)
    const hasHealed = isFailing
    isFailing = false
    for (const reader of present) {
      if (!readers.has(reader)) continue
      if (!reader.isWatching) {
        reader.isWatching = true
        reader.begin()
        continue
      }
      // a database that went away may have come back as one that knows less
      const told =
        hasHealed || changes.isCut ? everythingFor(reader.interest) : pick(changes, subjectsOf, reader.interest)
      if (told !== null) reader.tell(told)
    }
  }
  const run = (): void => {
    timer = undefined
    looking = look()
      .catch((error: unknown) => {
        // once for each time that it goes away
        if (!isFailing) onError(error instanceof Error ? error : new Error(String(error)))
        isFailing = true
      })
      .finally(() => {
        looking = undefined
        if (readers.size > 0) timer = setTimeout(run, lookEveryMs)
        else place = null
      })
  }

  return {
    watch(interest, tell) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const reader: Reader = { interest, tell, begin: resolve, isWatching: false }
      readers.add(reader)
      if (looking === undefined && timer === undefined) run()
      return {
        isWatching: promise,
        stop: () => {
          readers.delete(reader)
          if (readers.size > 0 || looking !== undefined) return
          clearTimeout(timer)
          timer = undefined
          place = null
        },
      }
    },
    close: async () => {
      readers.clear()
      clearTimeout(timer)
      timer = undefined
      await looking
    },
  }
}

const projectsOf = (readers: readonly Reader[], isAsked: (interest: ChangeInterest) => boolean): string[] => [
  ...new Set(readers.filter(({ interest }) => isAsked(interest)).map(({ interest }) => interest.projectId)),
]

type Subjects = { readonly batchIds: ReadonlySet<string>; readonly jobIds: ReadonlySet<string> }

/** Of each project, once for all of its readers. */
function bySubject(subjects: CommittedChanges['subjects']): ReadonlyMap<string, Subjects> {
  const byProject = Map.groupBy(subjects, ({ projectId }) => projectId)
  return new Map(
    [...byProject].map(([projectId, ofProject]) => [
      projectId,
      {
        batchIds: new Set(ofProject.map(({ batchId }) => batchId)),
        jobIds: new Set(ofProject.flatMap(({ jobId }) => jobId ?? [])),
      },
    ]),
  )
}

/** Null when there is nothing to tell of. */
function pick(
  changes: CommittedChanges,
  subjectsOf: ReadonlyMap<string, Subjects>,
  { projectId, jobs, webhooks, installation }: ChangeInterest,
): Changes | null {
  const subjects = jobs ? subjectsOf.get(projectId) : undefined
  const topics = [
    ...(installation ? changes.ofInstallation : []),
    ...(webhooks ? changes.ofProjects.filter((of) => of.projectId === projectId).map(({ topic }) => topic) : []),
  ]
  if (subjects === undefined && topics.length === 0) return null
  return { batchIds: subjects?.batchIds ?? new Set(), jobIds: subjects?.jobIds ?? new Set(), isCut: false, topics }
}

const everythingFor = ({ jobs, webhooks, installation }: ChangeInterest): Changes => ({
  batchIds: new Set(),
  jobIds: new Set(),
  isCut: jobs,
  topics: [...(installation ? INSTALLATION_TOPICS : []), ...(webhooks ? WEBHOOK_TOPICS : [])],
})
