import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { describeMedia } from '../media/media-file.ts'
import { isFromThePast } from '../scripting/answer-by-script.ts'
import type { World } from '../world.ts'
import { answer, baseUrlOf, entryOf, findSession, identify, parseBody, sessionParams } from './answer.ts'

const openBody = z.object({
  task_name: z.string().max(200).default('project'),
  language: z.string().max(35).default('en'),
})

/** Opening a session, reading its state, and the balance. */
export const sessionRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.post('/api/tasks/me/with-session/nemo_agent', { config: { call: 'open_session' } }, async (request) => {
      const account = identify(world, request)
      const body = parseBody(openBody, request.body ?? {})
      const session = world.sessions.open(account.id, body.language)
      const entry = entryOf(request)
      entry.session_id = session.id
      entry.detail = { ...entry.detail, ...body }
      return answer(world, { session_id: session.id, task_id: session.taskId, user_id: account.id })
    })

    app.get('/api/state/nemo_agent/me/:sessionId/latest', { config: { call: 'state' } }, async (request) => {
      const session = findSession(world, request, sessionParams.parse(request.params).sessionId)
      const baseUrl = baseUrlOf(request)
      const draft = isFromThePast(request) ? session.draftBefore : session.draft
      const asText = world.options.draftShape === 'string' && draft !== null
      const canvas = draft?.m
      return answer(world, {
        state: {
          draft: asText ? JSON.stringify(draft) : draft,
          video_infos: session.files.map((file) => describeMedia(file, baseUrl)),
          generated_media: session.generated.map((file) => describeMedia(file, baseUrl)),
          canvas_config: canvas === undefined ? null : { width: canvas.width, height: canvas.height, fps: 25 },
        },
      })
    })

    app.get('/api/credits/balance/simple', { config: { call: 'credits' } }, async (request) => {
      const { available, frozen } = identify(world, request)
      return answer(world, { available, frozen, total: available + frozen })
    })
  }
