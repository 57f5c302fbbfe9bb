import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { VERSION } from '@nemo-batch/runtime'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** Forms as OpenAPI tells them: the shapes of the JSON parts are those of the JSON bodies. */
const FORMS: Readonly<Record<string, { readonly part: string; readonly document: string | null }>> = {
  '/v1/files': { part: 'file', document: null },
  '/v1/batches': { part: 'batch', document: '#/components/schemas/NewBatchInput' },
  '/v1/jobs': { part: 'job', document: '#/components/schemas/NewJobInput' },
}

/** Requests whose body may be left out; the generator takes every body for required. */
const OPTIONAL_BODIES = ['/v1/batches/{id}/retry']

/** `/openapi.json`, made of the schemas that validate, and `/docs` to browse it; all assets are our own. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'nemo-batch',
        version: VERSION,
        description: 'Batches of photos in, finished MP4s out, made by NemoVideo.',
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'nb_…' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => describeOptionalBodies(describeForms(jsonSchemaTransformObject(document))),
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, logLevel: 'silent' })
  app.get('/openapi.json', { config: { produces: 'any' }, schema: { hide: true } }, async () => app.swagger())
}

type Description = ReturnType<typeof jsonSchemaTransformObject>

function describeForms(description: Description): Description {
  for (const [path, { part, document }] of Object.entries(FORMS)) {
    const post = description.paths?.[path]?.post
    if (post === undefined) continue
    const file = { type: 'string', format: 'binary' }
    const properties =
      document === null ? { [part]: { type: 'array', items: file } } : { [part]: { $ref: document }, file }
    const form = { schema: { type: 'object', required: [part], properties } }
    const body = 'requestBody' in post ? post.requestBody : undefined
    const known = body !== undefined && 'content' in body ? body.content : {}
    Object.assign(post, { requestBody: { required: true, content: { ...known, 'multipart/form-data': form } } })
  }
  return description
}

function describeOptionalBodies(description: Description): Description {
  for (const path of OPTIONAL_BODIES) {
    const post = description.paths?.[path]?.post
    if (post !== undefined && 'requestBody' in post) Object.assign(post.requestBody ?? {}, { required: false })
  }
  return description
}
