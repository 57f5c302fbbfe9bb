import { z } from 'zod'
import type { RunningApi } from './running-api.ts'

const operationSchema = z.object({
  description: z.string().optional(),
  security: z.array(z.unknown()).optional(),
  requestBody: z.object({ required: z.boolean().optional() }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
})
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })

export type DescribedRoute = {
  /** `POST /v1/batches/{id}/cancel`. */
  readonly name: string
  readonly method: string
  readonly path: string
  /** What a key must be allowed to; null: every key may. */
  readonly scope: string | null
  readonly needsBody: boolean
  /** As a stream, or as JSON: what comes first depends on what is accepted. */
  readonly offersJsonToo: boolean
}

/** Every route behind a key, as the service itself describes them: one that is added later is among them unasked. */
export async function describedRoutes(api: RunningApi): Promise<DescribedRoute[]> {
  const { paths } = documentSchema.parse(await (await fetch(new URL('/openapi.json', api.url))).json())
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { security }]) => security?.length !== 0)
        .map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          scope: /Needs a key with the scope `([^`]+)`/.exec(operation.description ?? '')?.[1] ?? null,
          needsBody: operation.requestBody?.required === true,
          offersJsonToo: isSubset(['application/json', 'text/event-stream'], operation.responses['200']?.content ?? {}),
        })),
    )
}

const isSubset = (names: readonly string[], object: object): boolean =>
  names.every((name) => Object.hasOwn(object, name))
