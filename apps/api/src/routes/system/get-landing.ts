import { VERSION } from '@nemo-batch/runtime'
import { preferredType } from '../../plugins/accept.ts'
import type { Route } from '../route.ts'

const PRODUCES = ['application/json', 'text/html'] as const

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>nemo-batch</title>
<h1>nemo-batch ${VERSION}</h1>
<p>Batches of photos in, finished MP4s out.</p>
<ul>
<li><a href="/docs">API documentation</a></li>
<li><a href="/openapi.json">OpenAPI description</a></li>
<li><a href="/healthz">Health</a></li>
</ul>
</html>
`

/** Says what this is, to people and programs that come to the root. */
export const getLanding: Route = () => async (app) => {
  app.get('/', { config: { produces: PRODUCES }, schema: { hide: true } }, async (request, reply) =>
    preferredType(request.headers.accept, PRODUCES) === 'text/html'
      ? reply.type('text/html; charset=utf-8').send(PAGE)
      : { object: 'service', name: 'nemo-batch', version: VERSION, docs: '/docs', openapi: '/openapi.json' },
  )
}
