import type { Queryable, Row } from '@nemo-batch/database'

/** One call as the provider saw it, in the form of the sandbox's log. */
export type ProviderCall = {
  readonly seq: number
  readonly call: string
  readonly session_id: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly status: number | null
  /** A rule of the protocol that the caller broke. */
  readonly fault: string | null
}

/** What the provider kept of the calls made to it; the sandbox has it, in process and under `/sandbox/log`. */
export type ProviderLog = {
  counters(): { readonly messages: Readonly<Record<string, number>>; readonly faults: number }
  entries(): readonly ProviderCall[]
}

type JobOfSession = Row & {
  id: string
  attempts: number
  sessions_opened: number
  /** Its present one, and those that its events tell of. */
  session_ids: string[]
  instructions: string[]
  is_retried: boolean
}

/** Looks at the log before the rows: what a row allows only grows. */
export async function checkProviderCalls(db: Queryable, log: ProviderLog, allowsBlame: boolean): Promise<string[]> {
  const { messages, faults } = log.counters()
  const calls = log.entries()
  const jobs = await sessionsOfJobs(db)
  return [
    ...messagesPerSession(messages, jobs),
    ...repeatedMessages(calls, jobs),
    ...overlappingRenders(calls),
    ...(allowsBlame ? [] : blamedCalls(calls, faults)),
  ]
}

async function sessionsOfJobs(db: Queryable): Promise<JobOfSession[]> {
  const { rows } = await db.query<JobOfSession>(
    `SELECT j.id, j.attempts, j.sessions_opened,
       ARRAY(SELECT j.session_id WHERE j.session_id IS NOT NULL
             UNION SELECT e.data->>'session_id' FROM events e WHERE e.job_id = j.id AND e.data->>'session_id' IS NOT NULL)
         AS session_ids,
       ARRAY(SELECT s.instruction FROM job_steps s WHERE s.job_id = j.id) AS instructions,
       EXISTS (SELECT 1 FROM events e WHERE e.job_id = j.id AND e.type = 'job.queued' AND e.seq > 1) AS is_retried
     FROM jobs j ORDER BY j.id`,
  )
  return rows
}

function bySession(jobs: readonly JobOfSession[]): Map<string, JobOfSession> {
  return new Map(jobs.flatMap((job) => job.session_ids.map((sessionId) => [sessionId, job] as const)))
}

function messagesPerSession(messages: Readonly<Record<string, number>>, jobs: readonly JobOfSession[]): string[] {
  const owners = bySession(jobs)
  const found: string[] = []
  const strays: [sessionId: string, taken: number][] = []
  for (const [sessionId, taken] of Object.entries(messages)) {
    const job = owners.get(sessionId)
    if (job === undefined) strays.push([sessionId, taken])
    else if (taken > mostMessages(job))
      found.push(
        `${job.id} (steps: ${job.instructions.length}, attempts: ${job.attempts}) had ${taken} messages taken in session ${sessionId}`,
      )
  }
  return [...found, ...strayMessages(strays, jobs)]
}

const mostMessages = (job: JobOfSession): number => job.instructions.length * job.attempts

/** A row keeps its present session alone, so those lost earlier have no owner. A retry forgets how many those were. */
const lostSessions = (job: JobOfSession): number =>
  job.is_retried ? Number.POSITIVE_INFINITY : Math.max(0, job.sessions_opened - job.session_ids.length)

const losersOf = (jobs: readonly JobOfSession[]): JobOfSession[] => jobs.filter((job) => lostSessions(job) > 0)

function strayMessages(strays: readonly (readonly [string, number])[], jobs: readonly JobOfSession[]): string[] {
  const losers = losersOf(jobs)
  const lost = losers.reduce((sum, job) => sum + lostSessions(job), 0)
  if (strays.length > lost)
    return [`of these sessions with messages only ${lost} can belong to a job: ${strays.map(([id]) => id).join(', ')}`]
  const most = Math.max(0, ...losers.map(mostMessages))
  return strays
    .filter(([, taken]) => taken > most)
    .map(([sessionId, taken]) => `session ${sessionId}, lost by its job, took ${taken} messages where ${most} are most`)
}

/** Markers for the sandbox are no part of the message that it takes; it keeps the first 500 characters. */
const asLogged = (instruction: string): string =>
  instruction
    .replace(/\[\[\s*sandbox\s*:[^[\]]{1,200}\]\]/gi, ' ')
    .replace(/[ \t]{2,}/g, ' ')
    .trim()
    .slice(0, 500)

function repeatedMessages(calls: readonly ProviderCall[], jobs: readonly JobOfSession[]): string[] {
  const owners = bySession(jobs)
  const losers = losersOf(jobs)
  // what was refused has no cost
  const taken = calls.filter(({ call, detail }) => call === 'message' && detail.cost !== undefined)
  const alike = Map.groupBy(taken, ({ session_id, detail }) => JSON.stringify([session_id, detail.text]))
  return [...alike.values()].flatMap((messages) => {
    const { session_id: sessionId = null, detail } = messages[0] ?? {}
    const owner = owners.get(sessionId ?? '')
    const most = Math.max(1, ...(owner === undefined ? losers : [owner]).map((job) => mostAlike(job, detail?.text)))
    if (messages.length <= most) return []
    const seqs = messages.map(({ seq }) => seq).join(', ')
    return [
      `${owner?.id ?? 'a job'} sent the same message ${messages.length} times where ${most} is most, in session ${sessionId} (calls ${seqs})`,
    ]
  })
}

const mostAlike = (job: JobOfSession, text: unknown): number =>
  Math.max(1, job.instructions.filter((instruction) => asLogged(instruction) === text).length) * job.attempts

const CONFLICT = 409

/** The provider refuses a second render of a session while one runs; having asked is the violation. */
function overlappingRenders(calls: readonly ProviderCall[]): string[] {
  return calls
    .filter(({ call, status, detail }) => call === 'render_submit' && status === CONFLICT && !detail.scripted)
    .map(
      ({ seq, session_id, detail }) =>
        `${detail.id} was submitted while another render of session ${session_id} was running (call ${seq})`,
    )
}

function blamedCalls(calls: readonly ProviderCall[], faults: number): string[] {
  const blamed = calls.filter(({ fault }) => fault !== null)
  const found = blamed.map(
    ({ seq, call, session_id, fault }) => `the provider blames call ${seq} (${call}, session ${session_id}): ${fault}`,
  )
  if (faults > blamed.length) found.push(`the provider counted ${faults} faults; its log still has ${blamed.length}`)
  return found
}
