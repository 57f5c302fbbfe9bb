import { createHash } from 'node:crypto'
import { MIMEType } from 'node:util'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decodeUtf8 } from '../intake/forms/utf8.ts'
import { parseJson } from '../intake/parse-json.ts'
import { FILE_BYTES, FORM_PARTS, JSON_BODY_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import { mayBeEmpty } from './optional-body.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a JSON body, when the request has an `Idempotency-Key`. */
    bodySha256: string | null
  }
}

/** JSON and forms, as UTF-8 and uncompressed; everything else is 415. Routes may have their bodies as streams. */
export async function parseBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.decorateRequest('bodySha256', null)
  app.addHook('preParsing', async (request) => {
    refuseCompressed(request)
    refuseOtherCharsets(request)
  })
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit: JSON_BODY_BYTES },
    async (request: FastifyRequest, body: Buffer) => {
      if (body.length === 0 && (request.method === 'DELETE' || mayBeEmpty(request))) return undefined
      if (body.length === 0) throw new ApiProblem('invalid_json', 'The body is empty')
      if (request.headers['idempotency-key'] !== undefined)
        request.bodySha256 = createHash('sha256').update(body).digest('hex')
      const reading = parseJson(decodeUtf8(body).replace(/^\uFEFF/, ''))
      if ('problem' in reading) throw new ApiProblem('invalid_json', `The body ${reading.problem}`)
      return reading.value
    },
  )
  await app.register(multipart, {
    throwFileSizeLimit: false,
    // Every part is a stream: a part without a file name is bounded by us, not cut in silence.
    isPartAFile: () => true,
    limits: { parts: FORM_PARTS, files: FORM_PARTS, fields: FORM_PARTS, fileSize: FILE_BYTES + 1, headerPairs: 50 },
  })
}

/** What a few bytes unfold to is not bounded by any limit on the body. */
function refuseCompressed({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return
  throw new ApiProblem('unsupported_media_type', 'Send the body as it is, without Content-Encoding', {
    headers: { 'accept-encoding': 'identity' },
  })
}

function refuseOtherCharsets({ headers }: FastifyRequest): void {
  const type = headers['content-type']
  if (type === undefined) return
  const charset = charsetOf(type)
  if (charset === null || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii') return
  throw new ApiProblem('unsupported_media_type', 'Bodies are read as UTF-8 alone')
}

/** What cannot be read as a content type is refused elsewhere. */
function charsetOf(type: string): string | null {
  try {
    return new MIMEType(type).params.get('charset')?.toLowerCase() ?? null
  } catch {
    return null
  }
}
