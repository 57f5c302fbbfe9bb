import type { BatchReading } from '@nemo-batch/contracts'
import type { ProjectTransaction } from '@nemo-batch/database'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerOnce, onceKeyOf } from './create-once.ts'
import type { Services } from './index.ts'
import { withDocument } from './read-document.ts'
import { type MadeBatch, takeBatch } from './take-batch.ts'

export type BatchRequest = {
  /** Of the part of a form that holds the JSON. */
  readonly partName: string
  readonly read: (document: unknown) => BatchReading
  /** What the caller is told: with a link to itself, under which it is found again. */
  readonly present: (tx: ProjectTransaction, made: MadeBatch) => Promise<{ readonly links: { readonly self: string } }>
}

/** Creates a batch from a request and answers 202; then lets its jobs start. */
export async function answerNewBatch(
  app: FastifyInstance,
  services: Services,
  http: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { partName, read, present }: BatchRequest,
): Promise<void> {
  const { request, reply } = http
  const intake = { ...services, ...services.settings }
  let accountId: string | undefined
  await withDocument(app, services, request, partName, ({ value, form, sha256 }) =>
    answerOnce(request.project, reply, onceKeyOf(request, sha256), (begin, keep) =>
      takeBatch(intake, request.project, read(value), form, {
        begin,
        finish: async (tx, made) => {
          accountId = made.accountId
          const body = await present(tx, made)
          return keep(tx, { statusCode: 202, headers: { location: body.links.self }, body })
        },
      }),
    ),
  )
  if (accountId !== undefined) void services.startJobs(accountId)
}
