import type { KeptAnswer, ProjectTransaction } from '@nemo-batch/database'
import type { SecretBox } from '@nemo-batch/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { IDEMPOTENCY_KEY_CHARS } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

export type Answer = Pick<KeptAnswer, 'statusCode' | 'headers' | 'body'> & {
  /** Is kept sealed then. */
  readonly holdsSecret?: boolean
}

/** A request that creates, with the key that makes it happen once; null without a key. */
export type OnceKey = {
  readonly key: string
  readonly route: string
  readonly bodySha256: string
  /** For answers that may hold a secret. */
  readonly sealedBy?: SecretBox
} | null

/** Where answers are kept: a project, as far as it is needed here. */
export type Answers = Pick<ProjectTransaction, 'findKeptAnswer'> & { readonly projectId: string }
export type AnswersInTransaction = Pick<ProjectTransaction, 'findKeptAnswer' | 'takeIdempotencyKey' | 'keepAnswer'>

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
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new ApiProblem(
    'invalid_idempotency_key',
    `An idempotency key is 1 to ${IDEMPOTENCY_KEY_CHARS} visible ASCII characters`,
  )
}

/** @throws ApiProblem `invalid_idempotency_key` */
export function onceKeyOf(request: FastifyRequest, bodySha256: () => string): OnceKey {
  const key = idempotencyKeyOf(request)
  if (key === null) return null
  const { url = '' } = request.routeOptions
  const route = `${request.method} ${url.replaceAll(/:(\w+)/g, (name, param: string) => paramOf(request, param) ?? name)}`
  return { key, route, bodySha256: bodySha256() }
}

const paramOf = ({ params }: FastifyRequest, name: string): string | undefined =>
  (params as Readonly<Record<string, string>> | undefined)?.[name]

/**
 * Answers a request that creates: once for each key, whatever happens. `work` gets a function that it has to call
 * inside its transaction with the answer to give.
 * @throws ApiProblem `idempotency_key_reused`, `idempotency_key_in_progress`
 */
export async function answerOnce(
  answers: Answers,
  reply: FastifyReply,
  once: OnceKey,
  work: (
    guard: (tx: AnswersInTransaction) => Promise<void>,
    keep: (tx: AnswersInTransaction, answer: Answer) => Promise<Answer>,
  ) => Promise<Answer>,
): Promise<FastifyReply> {
  const known = once === null ? null : await answers.findKeptAnswer(once.key)
  if (once !== null && known !== null) return replay(reply, once, known)
  const letGo = once === null ? () => undefined : claimHere(reply, `${answers.projectId} ${once.key}`)
  try {
    const answer = await work(
      (tx) => takeKey(tx, once),
      async (tx, given) => {
        if (once !== null) {
          const { route, bodySha256 } = once
          const { statusCode, headers } = given
          await tx.keepAnswer(once.key, { statusCode, headers, body: bodyToKeep(given, once), route, bodySha256 })
        }
        return given
      },
    )
    return send(reply, answer)
  } catch (error) {
    if (error instanceof AnsweredMeanwhile && once !== null) return replay(reply, once, error.answer)
    throw error
  } finally {
    letGo()
  }
}

const underway = new WeakMap<object, Set<string>>()

/**
 * Spares the work of a request whose like is at work in this very process. What makes it happen once is the lock in the
 * database; this is known before the work is begun, and not only at its end.
 * @returns what lets go of the key
 */
function claimHere({ server }: FastifyReply, claim: string): () => void {
  const claims = underway.get(server.server) ?? new Set()
  underway.set(server.server, claims)
  if (claims.has(claim)) throw inProgress()
  claims.add(claim)
  return () => void claims.delete(claim)
}

const inProgress = (): ApiProblem =>
  new ApiProblem('idempotency_key_in_progress', 'The first request with this key has not ended yet', {
    headers: { 'retry-after': '1' },
  })

async function takeKey(tx: AnswersInTransaction, once: OnceKey): Promise<void> {
  if (once === null) return
  if (!(await tx.takeIdempotencyKey(once.key))) throw inProgress()
  const known = await tx.findKeptAnswer(once.key)
  if (known !== null) throw new AnsweredMeanwhile(known)
}

function replay(reply: FastifyReply, once: NonNullable<OnceKey>, known: KeptAnswer): FastifyReply {
  if (known.bodySha256 !== once.bodySha256 || known.route !== once.route)
    throw new ApiProblem('idempotency_key_reused', 'This key was used for another request within the last 24 hours')
  return send(reply.header('idempotency-replayed', 'true'), { ...known, body: openBody(known.body, once.sealedBy) })
}

function bodyToKeep({ body, holdsSecret = false }: Answer, { sealedBy }: NonNullable<OnceKey>): unknown {
  if (!holdsSecret) return body
  if (sealedBy === undefined) throw new Error('an answer with a secret is kept sealed or not at all')
  return { sealed: sealedBy.seal(JSON.stringify(body)) }
}

function openBody(body: unknown, box: SecretBox | undefined): unknown {
  if (box === undefined || typeof body !== 'object' || body === null || !('sealed' in body)) return body
  return JSON.parse(box.open(String(body.sealed)))
}

const send = (reply: FastifyReply, { statusCode, headers, body }: Answer): FastifyReply =>
  reply.code(statusCode).headers(headers).send(body)
