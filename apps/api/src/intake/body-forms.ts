import { MIMEType } from 'node:util'
import type { FastifyInstance } from 'fastify'

/** How a document can be written. */
export type BodyForm = 'json' | 'ndjson' | 'csv'

const TYPES: Readonly<Record<BodyForm, readonly string[]>> = {
  json: ['application/json'],
  ndjson: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
  csv: ['text/csv'],
}
const FORMS = ['json', 'ndjson', 'csv'] as const

/** Which form a content type means; null for none. */
export function formOfType(contentType: string): BodyForm | null {
  const essence = essenceOf(contentType)
  return FORMS.find((form) => TYPES[form].includes(essence)) ?? null
}

/** Without parameters, in lower case; empty for what is no content type. */
export function essenceOf(contentType: string): string {
  try {
    return new MIMEType(contentType).essence
  } catch {
    return ''
  }
}

/**
 * Lets a route have its body as a stream, in these forms. Of the route alone: `app` is the instance that it was
 * registered with.
 */
export function takeStreams(app: FastifyInstance, forms: readonly BodyForm[]): void {
  app.removeContentTypeParser('application/json')
  for (const type of forms.flatMap((form) => TYPES[form]))
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload))
}
