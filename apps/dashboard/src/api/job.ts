import type { Job } from '@nemo-batch/sdk'
import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'
import { EMPTY_LOG, type EventLog, readOn } from './read-events.ts'

const jobKey = (id: string) => ['job', id] as const

export const jobQuery = (id: string) =>
  queryOptions({ queryKey: jobKey(id), queryFn: ({ signal }) => client.jobs.retrieve(id, { signal }) })

/** Every event of the job so far; read again, it goes on where it was. */
export const jobEventsQuery = (id: string) =>
  queryOptions({
    queryKey: [...jobKey(id), 'events'],
    queryFn: ({ client: queries, queryKey, signal }) =>
      readOn(queries.getQueryData<EventLog>(queryKey) ?? EMPTY_LOG, (cursor) =>
        client.jobs.listEvents(id, cursor === undefined ? {} : { cursor }, { signal }).pages(),
      ),
    structuralSharing: false,
  })

/**
 * What one more instruction costs, as the service itself reckons it: by a dry run with a photo that it has.
 * @param fileId of a photo of the job
 */
export const instructionPriceQuery = (fileId: string) =>
  queryOptions({
    queryKey: ['instruction_price'],
    queryFn: async ({ signal }) => {
      const answer = await client.jobs.dryRun({ media: [{ file_id: fileId }], instruction: '…' }, { signal })
      return answer.credits.estimated
    },
  })

export const retryJob = (id: string): Promise<Job> => client.jobs.retry(id)
export const cancelJob = (id: string): Promise<Job> => client.jobs.cancel(id)
export const sendMessage = (id: string, text: string) => client.jobs.sendMessage(id, text)
export const addStep = (id: string, step: { readonly instruction: string; readonly render: boolean }): Promise<Job> =>
  client.jobs.addSteps(id, step)
