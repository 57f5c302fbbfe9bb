import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ApiProblem, PROBLEMS, type ProblemCode } from '../problems.ts'
import { PROBLEM_TYPE, pathOf, problemDocument, REQUEST_ID_HEADER } from './error-handler.ts'
import { requestIdOf } from './request-log.ts'

/** Node keeps the first of several and drops the others; what stands in front of us may have read another one. */
const SINGLE: Readonly<Record<string, ProblemCode>> = {
  host: 'invalid_request',
  authorization: 'invalid_request',
  'content-type': 'unsupported_media_type',
}

/** Refuses what two readers of a request could understand differently, and what Node would refuse without a word. */
export function refuseAmbiguousHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    const seen = new Set<string>()
    for (let index = 0; index < raw.rawHeaders.length; index += 2) {
      const name = raw.rawHeaders[index]?.toLowerCase() ?? ''
      const code = SINGLE[name]
      if (code === undefined) continue
      if (seen.has(name)) throw new ApiProblem(code, `The header ${name} is there more than once`)
      seen.add(name)
    }
    if (raw.httpVersion === '1.1' && !seen.has('host'))
      throw new ApiProblem('invalid_request', 'The header host is missing')
  })
  app.server.on('checkExpectation', refuseExpectation)
}

/** Of the expectations, `100-continue` alone is known, and met by Node itself. */
function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const problem = new ApiProblem('expectation_failed', 'Only `Expect: 100-continue` is known')
  const requestId = requestIdOf(request)
  response
    .writeHead(PROBLEMS[problem.code].status, {
      'content-type': PROBLEM_TYPE,
      'cache-control': 'no-store',
      [REQUEST_ID_HEADER]: requestId,
      connection: 'close',
    })
    .end(JSON.stringify(problemDocument(problem, { instance: pathOf(request.url ?? '/'), requestId })))
}
