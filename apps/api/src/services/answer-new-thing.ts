import type { SecretBox } from '@nemo-batch/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, type Answers, type AnswersInTransaction, answerOnce, onceKeyOf } from './create-once.ts'

/** A project or the installation: where the thing is made, and the answer is kept. */
type Store<Tx extends AnswersInTransaction> = Answers & {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

export type NewThing<Tx> = {
  /** Where it is found, without its id: `/v1/projects`. */
  readonly path: string
  readonly create: (tx: Tx) => Promise<{ readonly id: string }>
  /** For an answer that holds a secret: it is kept sealed. */
  readonly sealedBy?: SecretBox
}

/** Creates something, once for each `Idempotency-Key`, and answers 201 with it. */
export async function answerNewThing<Tx extends AnswersInTransaction>(
  store: Store<Tx>,
  request: FastifyRequest,
  reply: FastifyReply,
  { path, create, sealedBy }: NewThing<Tx>,
): Promise<void> {
  await answerOnceIn(store, request, reply, {
    ...(sealedBy === undefined ? {} : { sealedBy }),
    act: async (tx) => {
      const body = await create(tx)
      const headers = { location: `${path}/${body.id}` }
      return { statusCode: 201, headers, body, holdsSecret: sealedBy !== undefined }
    },
  })
}

/** Does something once for each `Idempotency-Key`, and answers what it says, the first time and each further one. */
export async function answerOnceIn<Tx extends AnswersInTransaction>(
  store: Store<Tx>,
  request: FastifyRequest,
  reply: FastifyReply,
  { act, ...sealing }: { readonly act: (tx: Tx) => Promise<Answer>; readonly sealedBy?: SecretBox },
): Promise<void> {
  const key = onceKeyOf(request, () => request.bodySha256 ?? '')
  const once = key === null ? null : { ...key, ...sealing }
  await answerOnce(store, reply, once, (guard, keep) =>
    store.transaction(async (tx) => {
      await guard(tx)
      return keep(tx, await act(tx))
    }),
  )
}
