import {
  createdWebhookEndpointSchema,
  type Fault,
  faultAt,
  isIdOf,
  newWebhookEndpointSchema,
} from '@nemo-batch/contracts'
import type { ProjectTransaction } from '@nemo-batch/database'
import { newWebhookSecret } from '@nemo-batch/webhooks'
import { WEBHOOK_ENDPOINTS, WEBHOOK_ENDPOINTS_OF_BATCH } from '../../limits.ts'
import { ApiProblem, invalidInput } from '../../problems.ts'
import { answerNewThing } from '../../services/answer-new-thing.ts'
import { urlFaults } from '../../services/url-faults.ts'
import { problems, type Route } from '../route.ts'

/** The one time that the secret is shown, but for its rotation. */
export const createWebhookEndpoint: Route =
  ({ secrets, settings, presentNewEndpoint }) =>
  async (app) => {
    app.post(
      '/webhook-endpoints',
      {
        config: { scope: 'webhooks', audit: 'webhook_endpoint.create' },
        schema: {
          operationId: 'createWebhookEndpoint',
          tags: ['webhooks'],
          summary: 'Add an address that is told what happens; its secret is shown this once',
          body: newWebhookEndpointSchema,
          response: { 201: createdWebhookEndpointSchema, ...problems(400, 401, 403, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { url, events = null, description = null, enabled = true, batch_id: batchId = null } = request.body
        const faults = [
          ...urlFaults(url, ['url'], settings),
          ...batchFaults(batchId, batchId !== null && (await isBatch(request.project, batchId))),
        ]
        if (faults.length > 0) throw invalidInput(faults)
        await answerNewThing(request.project, request, reply, {
          path: '/v1/webhook-endpoints',
          sealedBy: secrets,
          create: async (tx) => {
            await expectRoom(tx, batchId)
            const secret = newWebhookSecret()
            const secretSealed = secrets.seal(secret)
            const made = await tx.createEndpoint({
              batchId,
              url,
              events,
              description,
              isEnabled: enabled,
              secretSealed,
            })
            return { ...presentNewEndpoint(made), secret }
          },
        })
        return reply
      },
    )
  }

const isBatch = async (project: Pick<ProjectTransaction, 'findBatch'>, id: string): Promise<boolean> =>
  isIdOf('batch', id) && (await project.findBatch(id)) !== null

const batchFaults = (batchId: string | null, isThere: boolean): Fault[] =>
  batchId === null || isThere ? [] : [faultAt(['batch_id'], 'batch_not_found', 'There is no such batch')]

/** @throws ApiProblem `too_many_endpoints` */
async function expectRoom(tx: ProjectTransaction, batchId: string | null): Promise<void> {
  const most = batchId === null ? WEBHOOK_ENDPOINTS : WEBHOOK_ENDPOINTS_OF_BATCH
  if ((await tx.countEndpointsToAddOne(batchId)) < most) return
  const whose = batchId === null ? 'A project' : 'A batch'
  throw new ApiProblem('too_many_endpoints', `${whose} has at most ${most} endpoints of its own; delete one first`)
}
