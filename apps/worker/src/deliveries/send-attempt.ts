import type { DueDelivery, LaneEndpoint } from '@nemo-batch/database'
import { createSignedLinks, webhookBody } from '@nemo-batch/presenters'
import type { Logger, SecretBox } from '@nemo-batch/runtime'
import {
  AddressGuardError,
  type AttemptResult,
  type GuardedClient,
  goodSecrets,
  type PostAnswer,
  readAnswer,
  signWebhook,
} from '@nemo-batch/webhooks'

/** Of the answer, for the log. */
const MAX_ANSWER_BYTES = 1_024

const UNWRITABLE = 'The message could not be written down. This is a fault of the service: tell its operator'
const UNOPENABLE =
  'The secret of the endpoint cannot be opened: ENCRYPTION_KEY is not the one that it was sealed with. Rotate the secret, or let the operator put the old key back'

export type Sender = {
  /** @returns null when the process had to stop before there was an answer; the delivery stays as it is */
  send(delivery: DueDelivery, endpoint: LaneEndpoint, publicUrl: string | null): Promise<SentAttempt | null>
}

export type SentAttempt = {
  readonly result: AttemptResult
  readonly attemptedAt: Date
  readonly durationMs: number
  /** Null when there was no answer. */
  readonly responseBody: string | null
  /** False for what the receiver cannot help. */
  readonly tellsOfEndpoint: boolean
}

export type SenderOptions = {
  readonly client: Pick<GuardedClient, 'post'>
  readonly secrets: SecretBox
  /** Of signed links; 32 bytes, base64. */
  readonly encryptionKey: string
  readonly linkTtlHours: number
  /** Base of the links as long as no API process has told its own. */
  readonly ownPublicUrl: string
  readonly timeoutMs: number
  readonly now: () => Date
  /** Ends whatever is underway. */
  readonly stop: AbortSignal
  readonly logger: Logger
}

/** Makes the request of an attempt and reads its answer. Never throws. */
export function createSender(options: SenderOptions): Sender {
  const { client, secrets, encryptionKey, linkTtlHours: ttlHours, now, stop, logger } = options

  function write(delivery: DueDelivery, publicUrl: string | null): { id: string; body: string } | null {
    try {
      const links = createSignedLinks({
        ...{ encryptionKey, ttlHours, now },
        publicUrl: () => publicUrl ?? options.ownPublicUrl,
      })
      const message = delivery.message()
      return { id: message.id, body: webhookBody(message, links) }
    } catch (error) {
      logger.error({ deliveryId: delivery.id, err: error }, 'a webhook message cannot be written')
      return null
    }
  }

  function openSecrets({ id, secrets: sealed }: LaneEndpoint, at: Date): string[] {
    return goodSecrets(sealed, at).flatMap((secret) => {
      try {
        return [secrets.open(secret.sealed)]
      } catch (error) {
        logger.error({ endpointId: id, err: error }, 'a secret of a webhook endpoint cannot be opened')
        return []
      }
    })
  }

  async function post(url: string, at: Date, { id, body }: { id: string; body: string }, opened: readonly string[]) {
    try {
      return await client.post(url, {
        headers: { ...signWebhook({ id, at, body, secrets: opened }) },
        body,
        timeoutMs: options.timeoutMs,
        maxAnswerBytes: MAX_ANSWER_BYTES,
        signal: stop,
      })
    } catch (error) {
      return whyNoAnswer(error)
    }
  }

  /** What nobody foresaw is an answer, too. */
  function whyNoAnswer(error: unknown): AddressGuardError {
    if (error instanceof AddressGuardError) return error
    if (!stop.aborted) logger.error({ err: error }, 'a webhook could not be sent')
    return new AddressGuardError('unreachable', 'The message could not be sent', { cause: error })
  }

  return {
    async send(delivery, endpoint, publicUrl) {
      const attemptedAt = now()
      const startedMs = performance.now()
      const ended = (result: AttemptResult, some: Partial<SentAttempt> = {}): SentAttempt => ({
        ...{ result, attemptedAt, durationMs: Math.round(performance.now() - startedMs) },
        ...{ responseBody: null, tellsOfEndpoint: true, ...some },
      })
      const message = write(delivery, publicUrl)
      if (message === null) return ended(failure(UNWRITABLE), { tellsOfEndpoint: false })
      const opened = openSecrets(endpoint, attemptedAt)
      if (opened.length === 0) return ended(failure(UNOPENABLE))
      const answer = await post(endpoint.url, attemptedAt, message, opened)
      if (answer instanceof AddressGuardError && stop.aborted) return null
      return ended(readAnswer(answer), { responseBody: bodyOf(answer) })
    },
  }
}

const failure = (reason: string): AttemptResult => ({ kind: 'failed', status: null, reason, retryAfterMs: null })

const bodyOf = (answer: PostAnswer | AddressGuardError): string | null =>
  answer instanceof AddressGuardError ? null : answer.body
