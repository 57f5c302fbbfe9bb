import type { AdministrationTransaction } from '@nemo-batch/database'
import type { SecretBox } from '@nemo-batch/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerOnce, onceKeyOf } from './create-once.ts'

export type NewThing = {
  /** Where it is found, without its id: `/v1/projects`. */
  readonly path: string
  readonly create: (tx: AdministrationTransaction) => Promise<{ readonly id: string }>
  /** For an answer that holds a secret: it is kept sealed. */
  readonly sealedBy?: SecretBox
}

/** Creates something of the installation, once for each `Idempotency-Key`, and answers 201 with it. */
export async function answerNewThing(
  request: FastifyRequest,
  reply: FastifyReply,
  { path, create, ...sealing }: NewThing,
): Promise<void> {
  const key = onceKeyOf(request, () => request.bodySha256 ?? '')
  const once = key === null ? null : { ...key, ...sealing }
  await answerOnce(request.administration, reply, once, (guard, keep) =>
    request.administration.transaction(async (tx) => {
      await guard(tx)
      const body = await create(tx)
      return keep(tx, { statusCode: 201, headers: { location: `${path}/${body.id}` }, body })
    }),
  )
}
