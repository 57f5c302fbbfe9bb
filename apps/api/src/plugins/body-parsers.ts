import { createHash } from 'node:crypto'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { FILE_BYTES, FORM_PARTS, JSON_BODY_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import { mayBeEmpty } from './optional-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a JSON body, when the request has an `Idempotency-Key`. */
    bodySha256: string | null
  }
}

/** JSON and forms; everything else is 415. */
export async function parseBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.decorateRequest('bodySha256', null)
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string', bodyLimit: JSON_BODY_BYTES },
    (request, body, done) => {
      if (body === '' && (request.method === 'DELETE' || mayBeEmpty(request))) return done(null, undefined)
      if (request.headers['idempotency-key'] !== undefined)
        request.bodySha256 = createHash('sha256').update(body).digest('hex')
      return parseJson(request, body, (error, value) =>
        error === null
          ? done(null, value)
          : done(new ApiProblem('invalid_json', body === '' ? 'The body is empty' : 'The body cannot be read as JSON')),
      )
    },
  )
  await app.register(multipart, {
    throwFileSizeLimit: false,
    // Every part is a stream: a part without a file name is bounded by us, not cut in silence.
    isPartAFile: () => true,
    limits: { parts: FORM_PARTS, files: FORM_PARTS, fields: FORM_PARTS, fileSize: FILE_BYTES + 1, headerPairs: 50 },
  })
}
