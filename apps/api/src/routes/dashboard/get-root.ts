import { VERSION } from '@nemo-batch/runtime'
import { asksForPage, PAGE_OR_JSON, type Page } from '../../dashboard/page.ts'
import type { Route } from '../route.ts'

/** The dashboard to people; to programs, what this is. */
export const getRoot =
  (page: Page): Route =>
  () =>
  async (app) => {
    app.get('/', { config: { produces: PAGE_OR_JSON }, schema: { hide: true } }, async (request, reply) =>
      asksForPage(request)
        ? page.send(reply)
        : { object: 'service', name: 'nemo-batch', version: VERSION, docs: '/docs', openapi: '/openapi.json' },
    )
  }
