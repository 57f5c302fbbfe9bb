import type { ResourceKind } from '@nemo-batch/contracts'
import type { ActOutcome } from '@nemo-batch/database'
import { ApiProblem, type ProblemCode } from '../problems.ts'
import { found } from './page-request.ts'

type Refusal = { readonly code: ProblemCode; readonly detail: string }

/** What was done. @throws ApiProblem `not_found`, or the refusal when the status of the thing does not allow it */
export function done(
  kind: ResourceKind,
  outcome: ActOutcome,
  { code, detail }: Refusal,
): Extract<ActOutcome, { kind: 'done' }> {
  if (outcome.kind === 'refused') throw new ApiProblem(code, detail)
  return found(kind, outcome.kind === 'not_found' ? null : outcome)
}
