import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Draft, isExportable, readDraft } from '../drafts/draft.ts'
import { refuse } from '../errors.ts'
import { type FaultSet, faultNumber } from '../faults.ts'
import { DraftRefused, planRender } from '../rendering/render-plan.ts'
import type { Render } from '../rendering/renders.ts'
import { isFromThePast } from '../scripting/answer-by-script.ts'
import { type Session, strikes } from '../sessions.ts'
import type { World } from '../world.ts'
import { baseUrlOf, entryOf, findSession, identify, parseBody, renderParams } from './answer.ts'

const ATTRIBUTION = ['x-skill-source', 'x-skill-version', 'x-skill-platform'] as const

/** A draft comes back as it was read, names of many megabytes with it. */
const LARGEST_DRAFT_BYTES = 128 * 1024 * 1024

const submitBody = z.object({
  id: z.string().regex(/^[\w.-]{1,128}$/, 'must be letters, digits, _ . -'),
  sessionId: z.string().min(1).max(200),
  draft: z.unknown(),
  output: z.object({ format: z.literal('mp4'), quality: z.string().max(20).optional() }),
})

/** Render: submit, poll, cancel, and the download that needs the bearer. */
export const renderRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.post(
      '/api/render/proxy/lambda',
      { config: { call: 'render_submit' }, bodyLimit: LARGEST_DRAFT_BYTES },
      async (request) => {
        const body = parseBody(submitBody, request.body)
        const entry = entryOf(request)
        entry.detail = { ...entry.detail, id: body.id }
        const session = findSession(world, request, body.sessionId)
        requirePlan(world, session, request)
        const known = world.renders.get(body.id)
        if (known !== undefined) {
          if (known.userId !== session.userId) throw refuse.render()
          entry.detail.is_repeat = true
          return shape(world, request, known)
        }
        const draft = readDraft(body.draft)
        if (draft === null || !isExportable(draft)) throw refuse.badRequest('draft: nothing to export')
        return shape(world, request, begin(world, session, body.id, draft))
      },
    )

    app.get('/api/render/proxy/lambda/:renderId', { config: { call: 'render_poll' } }, async (request) => {
      const render = find(world, request)
      render.polls += 1
      if (isFromThePast(request)) return shape(world, request, asBefore(render))
      const oddPolls = render.faults.odd_render === undefined ? 0 : faultNumber(render.faults.odd_render, 3)
      return shape(world, request, render.polls > oddPolls ? render : asOdd(render))
    })

    app.post('/api/render/proxy/lambda/:renderId/cancel', { config: { call: 'render_cancel' } }, async (request) => {
      const render = find(world, request)
      world.renders.cancel(render)
      return shape(world, request, render)
    })

    app.get('/api/render/proxy/:renderId/download', { config: { call: 'render_download' } }, async (request, reply) => {
      const render = find(world, request)
      if (render.filePath === null) throw refuse.notReady()
      return sendWhole(reply, render)
    })
  }

/** Three attribution headers go with every call; an export without them is answered like a plan that has no exports. */
function requirePlan(world: World, session: Session, request: FastifyRequest): void {
  const missing = missingAttribution(request)
  if (missing.length > 0) throw refuse.plan(`missing ${missing.join(', ')}`)
  world.accounts.requireExports(session.userId)
  if ({ ...world.faults, ...session.faults }.plan_required !== undefined) throw refuse.plan('on demand')
}

export const missingAttribution = (request: FastifyRequest): string[] =>
  ATTRIBUTION.filter((name) => (request.headers[name] ?? '') === '')

function begin(world: World, session: Session, id: string, draft: Draft): Render {
  if (session.activeRenderId !== null) throw refuse.busy(`render ${session.activeRenderId} of this session is running`)
  const faults: FaultSet = { ...world.faults, ...session.faults }
  const plan = readPlan(world, draft)
  const isDoomed =
    faults.render_fail !== undefined && strikes(session, 'render_fail', faultNumber(faults.render_fail, 1))
  session.activeRenderId = id
  world.log.countRender(session.id)
  return world.renders.begin({ id, sessionId: session.id, userId: session.userId, faults, plan, isDoomed })
}

function readPlan(world: World, draft: Draft) {
  try {
    return planRender(draft, world.options.longestSide)
  } catch (error) {
    if (error instanceof DraftRefused) throw refuse.badRequest(`draft: ${error.message}`)
    throw error
  }
}

function find(world: World, request: FastifyRequest): Render {
  const account = identify(world, request)
  const { renderId } = renderParams.parse(request.params)
  const entry = entryOf(request)
  entry.detail = { ...entry.detail, id: renderId }
  const render = world.renders.get(renderId)
  if (render === undefined || render.userId !== account.id) throw refuse.render()
  entry.session_id = render.sessionId
  return render
}

/** What a poll may show: a render, or what it was said to be. */
type Shown = Pick<Render, 'id' | 'progress' | 'error' | 'filePath' | 'publicName'> & { readonly status: string }

const NOT_YET = { error: null, filePath: null }

/** As a replica that lags behind would show it: less progress, and not ended. */
function asBefore(render: Render): Shown {
  const status = render.status === 'pending' ? 'pending' : 'processing'
  return { ...render, ...NOT_YET, status, progress: Math.floor(render.progress / 2) }
}

const asOdd = (render: Render): Shown => ({ ...render, ...NOT_YET, status: 'queued_on_gpu', progress: 0 })

/** Both shapes that are seen: everything inside `data` with `outputUrl`, or at the top level with `output.url`. */
function shape(world: World, request: FastifyRequest, render: Shown): Record<string, unknown> {
  const entry = entryOf(request)
  entry.detail = { ...entry.detail, render_status: render.status, progress: render.progress }
  const url = render.filePath === null ? null : `${baseUrlOf(request)}/output/${render.publicName}`
  const facts = {
    id: render.id,
    status: render.status,
    progress: render.progress,
    ...(render.error === null ? {} : { error: render.error }),
  }
  if (world.options.renderShape === 'flat')
    return { success: true, ...facts, ...(url === null ? {} : { output: { url } }) }
  return { success: true, data: { ...facts, ...(url === null ? {} : { outputUrl: url }) } }
}

async function sendWhole(reply: FastifyReply, render: Render): Promise<FastifyReply> {
  const filePath = render.filePath ?? ''
  const { size } = await stat(filePath)
  return reply
    .header('content-type', render.faults.bad_mp4 === 'html' ? 'text/html' : 'video/mp4')
    .header('content-length', size)
    .send(createReadStream(filePath))
}
