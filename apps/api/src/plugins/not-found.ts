import type { FastifyInstance } from 'fastify'
import { asksForPage, type Page } from '../dashboard/page.ts'
import { ApiProblem } from '../problems.ts'
import { pathOf } from './error-handler.ts'

type Address = { readonly pattern: RegExp; readonly methods: Set<string> }

/**
 * 405 with `Allow` where an address has other methods, 404 where it has none. `OPTIONS` is answered with them. To people,
 * addresses that have nothing else are the dashboard's, which says by itself what it does not have.
 */
export function handleUnknownAddresses(app: FastifyInstance, page: Page): void {
  const addresses = new Map<string, Address>()
  app.addHook('onRoute', ({ url, method }) => {
    const address = addresses.get(url) ?? { pattern: toPattern(url), methods: new Set() }
    for (const name of [method].flat()) address.methods.add(name)
    addresses.set(url, address)
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request.url)
    const allowed = [...addresses.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods])
    if (allowed.length === 0 && page.isBuilt && asksForPage(request)) return page.send(reply)
    if (allowed.length === 0) throw new ApiProblem('not_found', 'There is no such address')
    const allow = [...new Set(allowed)].sort().join(', ')
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send()
    throw new ApiProblem('method_not_allowed', `${request.method} is not allowed here`, { headers: { allow } })
  })
}

const toPattern = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
      .join('/')}/?$`,
  )
