import { Readable } from 'node:stream'
import { RESULT_FORMATS, RESULT_TYPES, type ResultFormat, resultsQuery } from '@nemo-batch/contracts'
import { z } from 'zod'
import { RESULTS_STALLED_MS } from '../../limits.ts'
import { preferredType } from '../../plugins/accept.ts'
import { ApiProblem } from '../../problems.ts'
import { openResults } from '../../results/open-results.ts'
import { attachment } from '../../services/content-range.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const TYPES = RESULT_FORMATS.map((format) => RESULT_TYPES[format])

const lines = z.any().meta({
  type: 'string',
  description: 'One job a line, in the order in which they were sent',
  'x-item-schema': { $ref: '#/components/schemas/Job' },
})
const rows = z.any().meta({ type: 'string', description: 'A line of column names, then one job a line (RFC 4180)' })

export const getResults: Route = (services) => async (app) => {
  app.get(
    '/batches/:id/results',
    {
      config: { scope: 'jobs:read', produces: 'any' },
      schema: {
        operationId: 'getBatchResults',
        tags: ['batches'],
        summary: 'What became of each job of a batch, as one stream; also while it runs',
        params: z.object({ id: z.string() }),
        querystring: resultsQuery,
        response: {
          200: {
            description: 'One line a job',
            content: { [RESULT_TYPES.ndjson]: { schema: lines }, [RESULT_TYPES.csv]: { schema: rows } },
          },
          ...problems(401, 403, 404, 406, 422),
        },
      },
    },
    async (request, reply) => {
      const batchId = idParam('batch', request.params.id)
      const format = request.query.format ?? acceptedFormat(request.headers.accept)
      found('batch', await request.project.readSubject({ kind: 'batch', id: batchId }))
      reply
        .type(`${RESULT_TYPES[format]}; charset=utf-8`)
        .header('content-disposition', attachment(`${batchId}-results.${format}`))
      // Fastify answers HEAD with what it would have sent; it need not be read for that.
      if (request.method === 'HEAD') return reply.send(Readable.from([]))
      reply.raw.setTimeout(RESULTS_STALLED_MS, () => reply.raw.destroy())
      return reply.send(await openResults({ project: request.project, batchId, format, present: services.presentJob }))
    },
  )
}

/** @throws ApiProblem `not_acceptable` */
function acceptedFormat(accept: string | undefined): ResultFormat {
  const type = preferredType(accept, TYPES)
  const format = RESULT_FORMATS.find((candidate) => RESULT_TYPES[candidate] === type)
  if (format === undefined) throw new ApiProblem('not_acceptable', `This address answers with ${TYPES.join(' or ')}`)
  return format
}
