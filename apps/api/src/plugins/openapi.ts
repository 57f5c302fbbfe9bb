import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { VERSION } from '@nemo-batch/runtime'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { completeOperation } from '../openapi/complete-operation.ts'
import { type Components, type Description, operationsOf } from '../openapi/description.ts'
import { EXAMPLES } from '../openapi/examples.ts'
import { describeForm } from '../openapi/forms.ts'
import { HEADERS, PARAMETERS } from '../openapi/headers.ts'
import { problemAnswers } from '../openapi/problem-answers.ts'
import { kindOf, type RouteKind } from '../openapi/route-kind.ts'
import { TAGS } from '../openapi/tags.ts'
import { tidySchemas } from '../openapi/tidy-schemas.ts'
import { describeWebhooks } from '../openapi/webhooks.ts'
import { SESSION_COOKIE } from './session-cookie.ts'

/** Requests whose body may be left out; the generator takes every body for required. */
const OPTIONAL_BODIES = ['/v1/batches/{id}/retry']

const ABOUT = `Batches of photos in, finished MP4s out, made by NemoVideo.

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`. Lists are pages: \`next_cursor\` of one is
\`cursor\` of the next. Answers may gain fields at any time; requests with fields that are not known are refused.`

/** `/openapi.json`, made of the schemas that validate, and `/docs` to browse it; all assets are our own. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  const kinds = new Map<string, RouteKind>()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'nemo-batch', version: VERSION, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/' }],
      tags: [...TAGS],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', bearerFormat: 'nb_…' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description:
              'Of browsers: `POST /v1/session` sets it. What changes something then needs the `csrf_token` of the session in the header `X-CSRF-Token`, or answers 403 `csrf_failed`',
          },
          link: { type: 'apiKey', in: 'query', name: 'signature', description: 'Signed links hold it already' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: (input) => {
      const transformed = jsonSchemaTransform(input)
      kinds.set(keyOf(toTemplate(transformed.url), String(input.route.method)), kindOf(input.route))
      return transformed
    },
    transformObject: (input) => {
      const described = jsonSchemaTransformObject(input) as unknown as Description
      const document = tidySchemas({ ...described, webhooks: describeWebhooks() })
      return complete(document, kinds) as unknown as ReturnType<typeof jsonSchemaTransformObject>
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    logLevel: 'silent',
    theme: { title: 'nemo-batch API' },
    // without the bar of the library, which asks for another description
    uiConfig: { layout: 'BaseLayout', deepLinking: true },
  })
  app.get('/openapi.json', { config: { produces: 'any' }, schema: { hide: true } }, async () => app.swagger())
}

const toTemplate = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}')
const keyOf = (path: string, method: string): string => `${method.toLowerCase()} ${path}`

function complete(document: Description, kinds: ReadonlyMap<string, RouteKind>): Description {
  const { components } = document
  for (const { path, method, operation } of operationsOf(document)) {
    const kind = kinds.get(keyOf(path, method))
    const methods = document.paths[path]
    if (kind === undefined || methods === undefined) continue
    const described = method === 'post' ? describeForm(path, operation) : operation
    if (described.requestBody !== undefined && OPTIONAL_BODIES.includes(path)) described.requestBody.required = false
    methods[method] = completeOperation(described, kind)
  }
  const answers = problemAnswers(operationsOf(document).map(({ operation }) => operation))
  return {
    ...document,
    components: {
      ...components,
      schemas: withExamples(components.schemas),
      responses: answers,
      headers: HEADERS,
      parameters: PARAMETERS,
    },
  }
}

const withExamples = (schemas: Components['schemas']): Components['schemas'] =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const examples = EXAMPLES[name]
      return [name, examples === undefined ? schema : { ...schema, examples }]
    }),
  )
