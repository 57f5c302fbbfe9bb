import type { Job } from '@nemo-batch/contracts'
import { givenService, type Service, type ServiceOptions } from './given-service.fixture.ts'

export type SeenJob = { readonly job: Job; readonly messages: number; readonly renders: number }
export type AccountService = Service & {
  /** Submits a job that asks for a short video. @returns its id */
  start(): Promise<string>
  /** A job at its end, and what the provider counted in its session. */
  seen(jobId: string): Promise<SeenJob>
}

/** A service with one photo uploaded, for jobs that are all alike but for what their account meets. */
export async function givenAccounts(options: ServiceOptions): Promise<AccountService> {
  const service = await givenService(options)
  const photo = await service.photo('coins.jpg')
  return {
    ...service,
    async start() {
      const [jobId = ''] = await service.submit([{ instruction: 'make a 2-second video', media: [{ file_id: photo }] }])
      return jobId
    },
    async seen(jobId) {
      const job = await service.ended(jobId)
      const { messages, renders } = service.sandbox.log.counters()
      const sessionId = job.nemo.session_id ?? ''
      return { job, messages: messages[sessionId] ?? 0, renders: renders[sessionId] ?? 0 }
    },
  }
}
