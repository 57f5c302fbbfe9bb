import type { KeptAnswer, ProjectStore, ProjectTransaction } from '@nemo-batch/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { IDEMPOTENCY_KEY_CHARS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

export type Answer = Pick<KeptAnswer, 'statusCode' | 'headers' | 'body'>

/** A request that creates, with the key that makes it happen once; null without a key. */
export type OnceKey = {
  readonly key: string
  readonly route: string
  readonly bodySha256: string
} | null

/** The same key was answered between the first look and the lock: what was begun is rolled back. */
class AnsweredMeanwhile extends Error {
  readonly answer: KeptAnswer
  constructor(answer: KeptAnswer) {
    super('the request was answered meanwhile')
    this.answer = answer
  }
}

const KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_CHARS}}$`)

/** @throws ApiProblem `invalid_idempotency_key` */
export function onceKeyOf(request: FastifyRequest, bodySha256: () => string): OnceKey {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !KEY.test(key))
    throw new ApiProblem(
      'invalid_idempotency_key',
      `An idempotency key is 1 to ${IDEMPOTENCY_KEY_CHARS} visible ASCII characters`,
    )
  const route = `${request.method} ${request.routeOptions.url ?? ''}`
  return { key, route, bodySha256: bodySha256() }
}

/**
 * Answers a request that creates: once for each key, whatever happens. `work` gets a function that it has to call
 * inside its transaction with the answer to give.
 * @throws ApiProblem `idempotency_key_reused`, `idempotency_key_in_progress`
 */
export async function answerOnce(
  project: ProjectStore,
  reply: FastifyReply,
  once: OnceKey,
  work: (
    guard: (tx: ProjectTransaction) => Promise<void>,
    keep: (tx: ProjectTransaction, answer: Answer) => Promise<Answer>,
  ) => Promise<Answer>,
): Promise<FastifyReply> {
  const known = once === null ? null : await project.findKeptAnswer(once.key)
  if (once !== null && known !== null) return replay(reply, once, known)
  try {
    const answer = await work(
      (tx) => takeKey(tx, once),
      async (tx, given) => {
        if (once !== null) await tx.keepAnswer(once.key, { ...given, route: once.route, bodySha256: once.bodySha256 })
        return given
      },
    )
    return send(reply, answer)
  } catch (error) {
    if (error instanceof AnsweredMeanwhile && once !== null) return replay(reply, once, error.answer)
    throw error
  }
}

async function takeKey(tx: ProjectTransaction, once: OnceKey): Promise<void> {
  if (once === null) return
  if (!(await tx.takeIdempotencyKey(once.key)))
    throw new ApiProblem('idempotency_key_in_progress', 'The first request with this key has not ended yet', {
      headers: { 'retry-after': '1' },
    })
  const known = await tx.findKeptAnswer(once.key)
  if (known !== null) throw new AnsweredMeanwhile(known)
}

function replay(reply: FastifyReply, once: NonNullable<OnceKey>, known: KeptAnswer): FastifyReply {
  if (known.bodySha256 !== once.bodySha256 || known.route !== once.route)
    throw new ApiProblem('idempotency_key_reused', 'This key was used for another request within the last 24 hours')
  return send(reply.header('idempotency-replayed', 'true'), known)
}

const send = (reply: FastifyReply, { statusCode, headers, body }: Answer): FastifyReply =>
  reply.code(statusCode).headers(headers).send(body)
