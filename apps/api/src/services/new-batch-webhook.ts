import type { Batch, PlannedBatch } from '@nemo-batch/contracts'
import type { NewBatchWebhook } from '@nemo-batch/database'
import { newWebhookSecret } from '@nemo-batch/webhooks'
import type { Services } from './index.ts'

type ShownWebhook = NonNullable<Batch['webhook']>

/** A batch's own endpoint in the making; all null where it has none. */
export type BatchWebhookInMaking = {
  readonly kept: NewBatchWebhook | null
  /** With its secret, this once. */
  readonly shown: (made: Batch['webhook']) => ShownWebhook | null
}

export function newBatchWebhook(
  planned: PlannedBatch['webhook'],
  { secrets }: Pick<Services, 'secrets'>,
): BatchWebhookInMaking {
  if (planned === null) return { kept: null, shown: () => null }
  const { url, events } = planned
  const secret = newWebhookSecret()
  return {
    kept: { url, events: events === null ? null : [...events], secretSealed: secrets.seal(secret) },
    shown: (made) => (made === null ? null : { ...made, secret }),
  }
}
