import { Readable } from 'node:stream'
import { fileContentQuery } from '@nemo-batch/contracts'
import type { StoredFile } from '@nemo-batch/database'
import { contentPath, type SignedLinks } from '@nemo-batch/presenters'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { hasSignedLink } from '../../plugins/require-key.ts'
import { ApiProblem } from '../../problems.ts'
import { attachment, rangeOf } from '../../services/content-range.ts'
import type { Services } from '../../services/index.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

type Query = z.output<typeof fileContentQuery>

/** The bytes of a file, with a key or through a signed link. Never shown in a browser as a page of ours. */
export const getFileContent: Route = (services) => async (app) => {
  app.get(
    '/files/:id/content',
    {
      config: { scope: 'jobs:read', produces: 'any', servesFile: true },
      schema: {
        operationId: 'getFileContent',
        tags: ['files'],
        summary: 'The bytes of a file; ranges are taken',
        params: z.object({ id: z.string() }),
        querystring: fileContentQuery,
        response: {
          200: z.any().describe('the file'),
          206: z.any().describe('the range asked for'),
          304: z.any().describe('the caller has it already'),
          ...problems(401, 403, 404, 416),
        },
      },
    },
    async (request, reply) => {
      const file = await findAllowed(services, request, request.params.id, request.query)
      const etag = `"${file.sha256}"`
      reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'cache-control': 'private, max-age=3600, no-transform',
        'content-disposition': attachment(file.filename),
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'cross-origin',
      })
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      // ranges are defined for GET alone (RFC 9110, 14.2)
      const range = request.method === 'HEAD' ? null : rangeOf(request.headers, { etag, sizeBytes: file.sizeBytes })
      if (range === 'unsatisfiable')
        throw new ApiProblem('range_not_satisfiable', `The file has ${file.sizeBytes} bytes`, {
          headers: { 'content-range': `bytes */${file.sizeBytes}` },
        })
      const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 }
      if (range !== null) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`)
      reply.type(file.contentType).header('content-length', end - start + 1)
      // Fastify answers HEAD with what it would have sent; it need not be read for that.
      if (request.method === 'HEAD') return reply.send(Readable.from([]))
      return reply.send(await services.storage.open(file.storageKey, { start, end }))
    },
  )
}

/** Whether `If-None-Match` names the file as it is. */
const isKnown = (tags: string | undefined, etag: string): boolean =>
  tags?.trim() === '*' || tags?.includes(etag) === true

async function findAllowed(
  { installation, links }: Services,
  request: FastifyRequest,
  id: string,
  { expires = '', signature = '' }: Query,
): Promise<StoredFile> {
  if (!hasSignedLink(request)) return found('file', await request.project.findFile(idParam('file', id)))
  refuseBadLink(links.check(contentPath(id), { expires, signature }))
  return found('file', await installation.findLinkedFile(idParam('file', id)))
}

/** @throws ApiProblem `link_invalid`, `link_expired` */
function refuseBadLink(fault: ReturnType<SignedLinks['check']>): void {
  if (fault === 'invalid') throw new ApiProblem('link_invalid', 'The signature does not fit; ask for a new link')
  if (fault === 'expired') throw new ApiProblem('link_expired', 'The link has expired; ask for a new one')
}
