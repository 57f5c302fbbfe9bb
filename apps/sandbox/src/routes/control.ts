import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { PLANS } from '../accounts.ts'
import type { CallName } from '../call-log.ts'
import { refuse } from '../errors.ts'
import { parseFaultList } from '../faults.ts'
import { scriptedFaultSchema } from '../scripting/scripted-fault.ts'
import type { World } from '../world.ts'
import { parseBody } from './answer.ts'
import { guidePage } from './guide-page.ts'

const creditsBody = z.object({ user_id: z.string().max(200).optional(), available: z.number().int().min(0).max(1e9) })
const planBody = z.object({ user_id: z.string().max(200).optional(), plan: z.enum(PLANS) })
const faultsBody = z.object({ faults: z.string().max(2_000) })
const scriptBody = z.array(scriptedFaultSchema).min(1).max(1_000)
const revokeBody = z.object({ user_id: z.string().max(200).optional() }).nullish()
const logQuery = z.object({
  call: z.string().max(50).optional(),
  session_id: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(50_000).optional(),
})

/** Looking at the sandbox and turning its knobs. None of this is part of NEMO. */
export const controlRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    for (const path of ['/', '/sandbox'])
      app.get(path, async (_request, reply) =>
        reply.type('text/html; charset=utf-8').send(guidePage(world.options, world.faults)),
      )

    app.get('/sandbox/health', async () => ({ status: 'ok', profile: world.options.profile }))

    app.get('/sandbox/log', async (request) => {
      const query = logQuery.parse(request.query)
      const entries = world.log.entries({
        ...(query.call === undefined ? {} : { call: query.call as CallName }),
        ...(query.session_id === undefined ? {} : { sessionId: query.session_id }),
      })
      const accounts = world.accounts.all().map((account) => ({
        user_id: account.id,
        available: account.available,
        frozen: account.frozen,
        spent: account.spent,
        plan: account.plan,
      }))
      return {
        entries: query.limit === undefined ? entries : entries.slice(-query.limit),
        counters: world.log.counters(),
        accounts,
      }
    })

    app.delete('/sandbox/log', async (_request, reply) => {
      world.log.clear()
      return reply.code(204).send()
    })

    app.post('/sandbox/credits', async (request) => {
      const body = parseBody(creditsBody, request.body)
      return { changed: world.accounts.setAvailable(body.available, body.user_id) }
    })

    app.post('/sandbox/plan', async (request) => {
      const body = parseBody(planBody, request.body)
      return { changed: world.accounts.setPlan(body.plan, body.user_id) }
    })

    app.get('/sandbox/faults', async () => ({ faults: world.faults, scripted: world.script.list() }))

    app.post('/sandbox/faults', async (request) => {
      if (isScript(request.body))
        return { scripted: parseBody(scriptBody, [request.body].flat()).map((fault) => world.script.add(fault)) }
      const { faults, unknown } = parseFaultList(parseBody(faultsBody, request.body).faults)
      if (unknown.length > 0) throw refuse.badRequest(`unknown fault: ${unknown.join(', ')}`)
      world.faults = faults
      return { faults }
    })

    app.delete('/sandbox/faults', async (_request, reply) => {
      world.faults = {}
      world.script.clear()
      return reply.code(204).send()
    })

    app.post('/sandbox/tokens/revoke', async (request) => ({
      revoked: world.accounts.revoke(parseBody(revokeBody, request.body)?.user_id),
    }))
  }

/** A scripted fault or a list of them; anything else on that path is a list of markers. */
const isScript = (body: unknown): boolean =>
  Array.isArray(body) || (typeof body === 'object' && body !== null && 'call' in body)
