import { type ApiError, InvalidInputError } from '@nemo-batch/sdk'
import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { dryRun } from '../../api/new-batch.ts'
import { checkDraft, type Problem } from './check-draft.ts'
import { composeBatch } from './compose-batch.ts'
import type { Checked, Composed, Composer } from './composer.ts'
import { type BatchFault, type Faults, type JobFault, onceEach, placeFaults, stillTrue } from './place-faults.ts'

/** What is told of jobs without an instruction, and of photos that are not there, is told here already, and better. */
const TOLD_HERE = ['instruction_required', 'multipart_required', 'too_small', 'duplicate_reference']

const NONE: Faults = { ofJobs: [], ofBatch: [] }

export type Check = {
  readonly run: () => void
  readonly isBusy: boolean
  /** Why it could not be checked at all. */
  readonly error: Error | null
  /** What is known to be wrong now. */
  readonly ofBatch: readonly BatchFault[]
  readonly ofJobs: ReadonlyMap<string, readonly JobFault[]>
  readonly faultCount: number
  /** Nothing is wrong that the service would refuse: at most addresses that it could not read now. */
  readonly isSendable: boolean
  /** What was found is of the draft as it is. */
  readonly isCurrent: boolean
}

/** Asks the service for all that is wrong with the batch. What can be seen here is told at once when it changes. */
export function useCheck(composer: Composer, state: Composed): Check {
  const { t } = useTranslation('newBatch')
  const { draft, find, checked } = state
  const say = (problem: Problem): string =>
    'count' in problem ? t(`problem.${problem.code}`, problem) : t(`problem.${problem.code}`, { ...problem })
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => check(composer.state()),
    onSuccess: (told) => composer.check(told),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: `say` changes with the language alone
  const here = useMemo(() => (checked === null ? NONE : checkDraft(draft, find, say)), [draft, find, checked, t])
  const faults = useMemo((): Faults => {
    if (checked === null) return NONE
    const told = stillTrue(checked.faults, checked.draft, draft)
    return { ofJobs: onceEach([...here.ofJobs, ...told.ofJobs]), ofBatch: [...here.ofBatch, ...told.ofBatch] }
  }, [here, draft, checked])
  const ofJobs = useMemo(() => Map.groupBy(faults.ofJobs, ({ jobKey }) => jobKey), [faults])
  const { ofBatch } = faults
  return {
    ...{ run: () => mutate(), isBusy: isPending, error, ofBatch, ofJobs },
    faultCount: ofBatch.length + faults.ofJobs.length,
    isSendable: checked !== null && checked.dryRun !== null && here.ofJobs.length + here.ofBatch.length === 0,
    isCurrent: checked !== null && checked.draft === draft,
  }
}

/** @throws when the service cannot be asked */
async function check({ draft, find }: Composed): Promise<Checked> {
  if (draft.jobs.length === 0) return { draft, faults: NONE, dryRun: null, refusal: null }
  try {
    const told = await dryRun(composeBatch(draft, find))
    return { draft, faults: placeFaults(told.errors, draft), dryRun: told, refusal: null }
  } catch (error) {
    if (error instanceof InvalidInputError) return refused(error, draft)
    throw error
  }
}

/** What the service refused, at its place in the draft. */
export function refused({ errors, detail }: ApiError, draft: Composed['draft']): Checked {
  const faults = placeFaults(
    errors.filter(({ code, path }) => !(TOLD_HERE.includes(code) && path.startsWith('/jobs/'))),
    draft,
  )
  return { draft, faults, dryRun: null, refusal: errors.length === 0 ? detail : null }
}
