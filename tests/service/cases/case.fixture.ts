import type { Job, NewJob } from '@nemo-batch/contracts'
import type { CallName, ScriptedFault } from '@nemo-batch/sandbox'

/** What one job meets, and what callers and the provider's log must say about it in the end. */
export type Case = {
  readonly when: string
  /** Faults of the sandbox that an instruction can name. */
  readonly markers?: string
  readonly faults?: readonly Fault[]
  readonly job?: Partial<Pick<NewJob, 'instruction' | 'steps' | 'on_session_lost'>>
  readonly ending: Ending
  /** Whatever else its final JSON must say. */
  readonly also?: (job: Job) => void
}

/** About the sessions of this one job alone. */
export type Fault = Omit<ScriptedFault, 'language'>
export type Answer = ScriptedFault['answer']

export type Ending = {
  readonly status: 'completed' | 'failed'
  readonly error: null | {
    readonly code: NonNullable<Job['error']>['code']
    readonly stage: NonNullable<Job['error']>['stage']
    readonly billed: boolean | 'unknown'
    readonly nemo_code: number | null
    readonly message: RegExp
  }
  readonly spent: number
  readonly warnings: readonly string[]
  /** Sessions opened, messages taken and renders begun, as the provider counts them. */
  readonly sessions: number
  readonly messages: number
  readonly renders: number
}

export const completes = (differently: Partial<Ending> = {}): Ending => ({
  ...{ status: 'completed', error: null, spent: 50, warnings: [], sessions: 1, messages: 1, renders: 1 },
  ...differently,
})

type Failure = Partial<NonNullable<Ending['error']>> & Pick<NonNullable<Ending['error']>, 'code' | 'stage' | 'billed'>

export const fails = (error: Failure, differently: Partial<Ending> = {}): Ending => ({
  ...{ status: 'failed', error: { nemo_code: null, message: /./, ...error } },
  ...{ spent: 0, warnings: [], sessions: 1, messages: 0, renders: 0 },
  ...differently,
})

export const onCall = (call: CallName, answer: Answer, rest: Partial<Fault> = {}): Fault => ({ call, answer, ...rest })
export const ALWAYS = { times: 1_000 } as const
export const afterTaken = (answer: Answer): Answer => ({ ...answer, after: 'taken' }) as Answer

/** How an answer is called in the name of a test. */
export const wordsFor = (answer: Answer): string => {
  switch (answer.kind) {
    case 'status':
      return `HTTP ${answer.status}${answer.retry_after_seconds === undefined ? '' : ' with Retry-After'}`
    case 'nemo_code':
      return `${answer.code} in HTTP 200`
    case 'wrong_types':
      return `wrong types (${answer.as ?? 'objects'})`
    default:
      return { html: 'a login page', garbage: 'no JSON', reset: 'a reset', hang: 'nothing', backwards: 'the past' }[
        answer.kind
      ]
  }
}
