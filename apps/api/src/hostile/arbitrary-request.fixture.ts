import fc, { type Arbitrary } from 'fast-check'
import {
  type Components,
  type Description,
  type Operation,
  operationsOf,
  type Parameter,
  type Schema,
} from '../openapi/description.ts'
import { nearly, rightValue, wildValue } from './arbitrary-value.fixture.ts'
import type { RawRequest } from './raw-client.fixture.ts'

export type FuzzedRequest = RawRequest & { readonly operation: string }

/** What addresses and headers may name. */
export type Targets = {
  /** Ids by the first step of an address: `batches`, `jobs` … Of the caller, of another project, of nothing. */
  readonly ids: Readonly<Record<string, readonly string[]>>
  readonly keys: readonly string[]
}

const MALFORMED_IDS = [
  'x',
  '%00',
  '%zz',
  '..',
  '%2e%2e%2f',
  'job_',
  `job_${'z'.repeat(26)}`,
  'é',
  '%F0%9F%98%80',
  'x'.repeat(300),
]
const ACCEPT = ['*/*', 'application/json', 'text/event-stream', 'text/csv', 'application/x-ndjson', 'text/html;q=0', '']

/** Requests as a description allows them, nearly so, and wildly otherwise: of every operation, and of none. */
export function requestOf(description: Description, targets: Targets): Arbitrary<FuzzedRequest> {
  const requests = operationsOf(description).map((entry) => operationRequest(description.components, targets, entry))
  const stray = fc.record({
    operation: fc.constant('none'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'),
    path: fc.oneof(
      fc.webPath().map((path) => path || '/'),
      fc.constantFrom(...Object.keys(description.paths), '/v1//jobs', '/v1/jobs/../../x', '//', '/%', '/v1/jobs?%'),
    ),
    headers: headersOf(targets),
    body: fc.option(
      fc.string({ maxLength: 50 }).map((text) => Buffer.from(text)),
      { nil: null },
    ),
  })
  return fc.oneof({ arbitrary: fc.oneof(...requests), weight: 30 }, { arbitrary: stray, weight: 1 })
}

type Entry = ReturnType<typeof operationsOf>[number]

function operationRequest(components: Components, targets: Targets, entry: Entry): Arbitrary<FuzzedRequest> {
  const { path, method, operation } = entry
  return fc
    .record({
      path: pathOf(path, targets),
      query: queryOf(parametersIn(operation, components, 'query'), components),
      headers: headersOf(targets),
      ownHeaders: ownHeadersOf(parametersIn(operation, components, 'header'), components),
      content: contentOf(operation, components),
      isHead: fc.nat(20),
    })
    .map(({ path: address, query, headers, ownHeaders, content, isHead }) => ({
      operation: operation.operationId,
      method: method === 'get' && isHead === 0 ? 'HEAD' : method.toUpperCase(),
      path: `${address}${query}`,
      headers: { ...headers, ...ownHeaders, ...content?.headers },
      body: content?.body ?? null,
    }))
}

function pathOf(template: string, { ids }: Targets): Arbitrary<string> {
  if (!template.includes('{')) return fc.constant(template)
  const kind = template.split('/')[2] ?? ''
  const others = Object.values(ids).flat()
  const id = fc.oneof(
    { arbitrary: fc.constantFrom(...(ids[kind] ?? ['none'])), weight: 8 },
    { arbitrary: fc.constantFrom(...others, ...MALFORMED_IDS), weight: 1 },
    { arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map(encodeURIComponent), weight: 1 },
  )
  return id.map((value) => template.replace(/\{\w+\}/, value))
}

const parametersIn = (operation: Operation, components: Components, place: string): Parameter[] =>
  (operation.parameters ?? [])
    .map((parameter) =>
      '$ref' in parameter ? components.parameters?.[parameter.$ref.split('/').at(-1) ?? ''] : parameter,
    )
    .filter((parameter): parameter is Parameter => parameter?.in === place)

function queryOf(parameters: readonly Parameter[], { schemas }: Components): Arbitrary<string> {
  const pairs = parameters.map(({ name, schema }) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof({ arbitrary: rightValue(schema, schemas), weight: 4 }, { arbitrary: wildValue, weight: 1 }),
    ),
  )
  const stray = fc.tuple(fc.constantFrom('limit', 'cursor', 'colour', '__proto__', 'limit[]', ''), wildValue)
  return fc
    .oneof(
      { arbitrary: fc.constant([]), weight: 3 },
      { arbitrary: fc.array(fc.oneof(...pairs, stray), { maxLength: 3 }), weight: pairs.length === 0 ? 1 : 5 },
    )
    .map((chosen) =>
      chosen.length === 0 ? '' : `?${chosen.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')}`,
    )
}

const encode = (value: unknown): string =>
  encodeURIComponent((typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed())

function headersOf({ keys }: Targets): Arbitrary<Record<string, string>> {
  const [key = ''] = keys
  return fc
    .record({
      authorization: fc.oneof(
        { arbitrary: fc.constant(`Bearer ${key}`), weight: 30 },
        { arbitrary: fc.constantFrom(...keys.map((other) => `Bearer ${other}`), `bearer  ${key}`), weight: 3 },
        { arbitrary: headerText, weight: 1 },
      ),
      accept: fc.oneof(
        { arbitrary: fc.constant('application/json'), weight: 20 },
        { arbitrary: fc.constantFrom(...ACCEPT), weight: 3 },
        { arbitrary: headerText, weight: 1 },
      ),
      'x-request-id': fc.oneof(fc.constant('fuzz'), headerText),
    })
    .map(({ accept, ...rest }) => (accept === '' ? rest : { accept, ...rest }))
}

/** What a header can carry at all. */
const headerText: Arbitrary<string> = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)), maxLength: 40 })
  .map((text) => text.replaceAll('\u007f', ''))

const ownHeadersOf = (
  parameters: readonly Parameter[],
  { schemas }: Components,
): Arbitrary<Record<string, string | undefined>> =>
  fc.record(
    Object.fromEntries(
      parameters.map(({ name, schema }) => [
        name.toLowerCase(),
        fc.oneof(
          fc.constantFrom('same', 'bytes=0-9', 'bytes=-5', 'bytes=99999999-', `evt_${'0'.repeat(26)}`),
          rightValue(schema, schemas).map((value) => String(value).replaceAll(/[^\x20-\x7e]/g, '')),
          headerText,
        ),
      ]),
    ),
    { requiredKeys: [] },
  )

type Content = { readonly headers: Record<string, string>; readonly body: Buffer } | null

const garbage = fc.oneof(
  fc.constantFrom(
    '{',
    '[',
    '"',
    'null',
    '{"a":1}{"b":2}',
    '\ufeff{}',
    '{"jobs":[',
    '{"__proto__":{}}',
    `${'['.repeat(500)}`,
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

function contentOf({ requestBody }: Operation, { schemas }: Components): Arbitrary<Content> {
  const types = [
    'application/json',
    'text/plain',
    'application/json; charset=latin1',
    'application/json\tx',
    'multipart/form-data',
  ]
  const stray: Arbitrary<Content> = fc
    .tuple(fc.constantFrom(...types), garbage)
    .map(([type, text]) => ({ headers: { 'content-type': type }, body: Buffer.from(text) }))
  const described = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema = {} }]): {
      arbitrary: Arbitrary<Content>
      weight: number
    } => ({ arbitrary: bodyOf(type, schema, schemas), weight: type === 'application/json' ? 10 : 2 }),
  )
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: described.length === 0 ? 20 : 1 },
    { arbitrary: stray, weight: 1 },
    ...described,
  )
}

function bodyOf(type: string, schema: Schema, schemas: Components['schemas']): Arbitrary<Content> {
  const right = rightValue(schema, schemas)
  const value = fc.oneof(
    { arbitrary: right, weight: 4 },
    { arbitrary: nearly(right), weight: 5 },
    { arbitrary: wildValue, weight: 1 },
  )
  if (type.startsWith('multipart/')) return value.map((fields) => formOf(fields))
  return value.map((document) => ({
    headers: { 'content-type': type },
    body: Buffer.from(type.endsWith('json') && !type.includes('ndjson') ? JSON.stringify(document) : linesOf(document)),
  }))
}

/** Lines of JSON where the type has lines; a text as it is. */
const linesOf = (document: unknown): string => {
  if (typeof document === 'string') return document
  return (Array.isArray(document) ? document : [document]).map((line) => JSON.stringify(line)).join('\n')
}

const BOUNDARY = 'fuzz-boundary'

function formOf(fields: unknown): Content {
  const parts = Object.entries(typeof fields === 'object' && fields !== null ? fields : { file: fields })
    .flatMap(([name, value]) =>
      name === 'file' && Array.isArray(value) ? value.map((file) => [name, file]) : [[name, value]],
    )
    .map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      const filename = name === 'file' ? '; filename="a.jpg"' : ''
      return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${encodeURIComponent(String(name).toWellFormed())}"${filename}\r\n\r\n${text}\r\n`
    })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`),
  }
}
