import { type BulkAnswer, readBulk } from '@nemo-batch/contracts'
import type { BulkAct, JobSelection, ProjectStore } from '@nemo-batch/database'
import { invalidInput } from '../problems.ts'
import type { Services } from './index.ts'
import { found } from './page-request.ts'

/** Does to many jobs what the body asks for, or tells what that would be. @throws ApiProblem `invalid_input`, `not_found` */
export async function actOnMany(
  { settings, startJobs, wake }: Pick<Services, 'settings' | 'startJobs' | 'wake'>,
  project: ProjectStore,
  act: BulkAct,
  body: unknown,
): Promise<BulkAnswer> {
  const reading = readBulk(body, settings.now())
  if ('faults' in reading) throw invalidInput(reading.faults)
  const selection = selectionOf(reading.selection)
  if (reading.isDryRun)
    return { object: 'bulk_estimate', action: act, ...found('batch', await project.estimateMany(act, selection)) }
  const { accountIds, wakeUps, ...counts } = found('batch', await project.actOnMany(act, selection))
  void wake(wakeUps)
  // a canceled job frees a slot when its worker ends it
  if (act === 'retry') for (const accountId of accountIds) void startJobs(accountId)
  return { object: 'bulk_result', action: act, ...counts }
}

type ReadSelection = Exclude<ReturnType<typeof readBulk>, { faults: unknown }>['selection']

function selectionOf(selection: ReadSelection): JobSelection {
  if (selection.by !== 'batch') return selection
  const { batch_id: batchId, status, error_code: errorCode, q: text } = selection
  return { by: 'batch', batchId, status, errorCode, text }
}
