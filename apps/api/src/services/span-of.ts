import { readSpan, type TimeSpan } from '@nemo-batch/contracts'
import { invalidInput } from '../problems.ts'

/** @throws ApiProblem `invalid_input` */
export function spanOf(asked: Parameters<typeof readSpan>[0], now: Date): TimeSpan {
  const span = readSpan(asked, now)
  if ('path' in span) throw invalidInput([span])
  return span
}
