import type { Batch } from '@nemo-batch/sdk'

export type BatchAct = 'pause' | 'resume' | 'retry' | 'close' | 'cancel'

const ENDED: readonly Batch['status'][] = ['completed', 'canceled']

/** What can be done with a batch as it stands; whether the key may is another matter. */
export function allowedActs({
  status,
  counts,
  open,
}: Pick<Batch, 'status' | 'counts' | 'open'>): ReadonlySet<BatchAct> {
  const isEnded = ENDED.includes(status)
  const acts: [BatchAct, boolean][] = [
    ['pause', !isEnded && status !== 'paused'],
    ['resume', status === 'paused'],
    ['retry', counts.failed > 0],
    ['close', open && !isEnded],
    ['cancel', !isEnded],
  ]
  return new Set(acts.filter(([, isAllowed]) => isAllowed).map(([act]) => act))
}
