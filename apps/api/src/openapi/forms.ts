import type { Content, Operation } from './description.ts'

/** The part of a form that holds the document, by address; null where there are only files. */
const DOCUMENT_PARTS: Readonly<Record<string, string | null>> = {
  '/v1/files': null,
  '/v1/batches': 'batch',
  '/v1/batches/{id}/jobs': 'jobs',
  '/v1/jobs': 'job',
}

/** What a schema cannot say of a body of lines. */
const LINES: Content = {
  'application/x-ndjson': {
    schema: {
      type: 'string',
      description: 'A new batch has itself, without `jobs`, on its first line. Each line is a job.',
    },
  },
  'text/csv': {
    schema: {
      type: 'string',
      description:
        'A header and a job a row: `reference`, `media` (several between `|` or spaces), `instruction`, `language`, ' +
        '`priority`, `metadata.<key>`. UTF-8; separated by commas, semicolons or tabs.',
    },
  },
}

/** Forms as OpenAPI tells them: the shape of the part that holds the document is that of the JSON body. */
export function describeForm(path: string, operation: Operation): Operation {
  const part = DOCUMENT_PARTS[path]
  if (part === undefined) return operation
  const declared: Content = operation.requestBody?.content ?? {}
  const known = Object.fromEntries(Object.entries(declared).map(([type, body]) => [type, LINES[type] ?? body]))
  const document = known['application/json']?.schema
  const file = { type: 'array', items: { type: 'string', format: 'binary' }, description: 'Photos and clips' }
  const schema =
    part === null || document === undefined
      ? { type: 'object', required: ['file'], properties: { file } }
      : { type: 'object', required: [part], properties: { [part]: document, file } }
  return { ...operation, requestBody: { required: true, content: { ...known, 'multipart/form-data': { schema } } } }
}
