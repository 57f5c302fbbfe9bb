import { rotatedWebhookSecretSchema } from '@nemo-batch/contracts'
import { newWebhookSecret } from '@nemo-batch/webhooks'
import { z } from 'zod'
import { SECRET_OVERLAP_MS } from '../../limits.ts'
import { answerOnceIn } from '../../services/answer-new-thing.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

/** A lost answer is a lost secret: asking again under the same key shows it, and asking without one makes another. */
export const rotateWebhookSecret: Route =
  ({ secrets, settings, presentEndpoint }) =>
  async (app) => {
    app.post(
      '/webhook-endpoints/:id/rotate-secret',
      {
        config: { scope: 'webhooks', audit: 'webhook_endpoint.rotate_secret', body: 'none', once: 'yes' },
        schema: {
          operationId: 'rotateWebhookSecret',
          tags: ['webhooks'],
          summary: 'Make a new secret, shown this once; the one before signs too for 24 hours',
          description: 'Each attempt is signed with every secret that is good then, the newest five at most.',
          params: z.object({ id: z.string() }),
          response: { 200: rotatedWebhookSecretSchema, ...problems(400, 401, 403, 404, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const id = idParam('whe', request.params.id)
        await answerOnceIn(request.project, request, reply, {
          sealedBy: secrets,
          act: async (tx) => {
            const secret = newWebhookSecret()
            const rotation = { secretSealed: secrets.seal(secret), now: settings.now(), overlapMs: SECRET_OVERLAP_MS }
            const { endpoint, previousExpiresAt } = found('whe', await tx.rotateSecret(id, rotation))
            const told = { secret, previous_secret_expires_at: previousExpiresAt.toISOString() }
            const body = { ...(await presentEndpoint(tx, endpoint)), ...told }
            return { statusCode: 200, headers: {}, body, holdsSecret: true }
          },
        })
        return reply
      },
    )
  }
