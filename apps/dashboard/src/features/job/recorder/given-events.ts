import type { ServiceEvent } from '@nemo-batch/sdk'

export type Told = readonly [type: ServiceEvent['type'], data?: ServiceEvent['data']]

/** Events of one job, a second apart. */
export const givenEvents = (...told: readonly Told[]): ServiceEvent[] =>
  told.map(([type, data = {}], at) => ({
    id: `evt_${at + 1}`,
    object: 'event',
    type,
    seq: at + 1,
    batch_id: 'batch_a',
    job_id: 'job_a',
    created_at: new Date(at * 1_000).toISOString(),
    data,
  }))
