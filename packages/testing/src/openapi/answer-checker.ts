import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { closeSchemas } from './close-schemas.ts'
import { type Described, type DescribedAnswer, findOperation, pointer, resolve } from './description.ts'

export type Exchange = {
  readonly method: string
  /** With its query or without. */
  readonly path: string
  readonly status: number
  readonly headers: { get(name: string): string | null }
  /** null: not looked at. */
  readonly body: string | null
}

export type AnswerChecker = {
  /** What an answer has that its description does not allow. Empty when all is as described. */
  check(exchange: Exchange): string[]
  /** What a value has that the schema of this name does not allow. */
  checkSchema(name: string, value: unknown): string[]
  /** The check of one line or event of a stream; null where the description says nothing of its items. */
  itemCheck(exchange: Omit<Exchange, 'body'>): ((item: string) => string[]) | null
}

/** Pages and assets for people; what they answer is no part of the described API. */
const UNDESCRIBED = /^\/(\/?$|docs|queues|assets\/|favicon\.svg$|openapi\.json)/
const PROBLEM = 'application/problem+json'
const PROBLEM_SCHEMA = '#/components/schemas/Problem'

/** @param description an OpenAPI 3.1 document, as the service gives it */
export function createAnswerChecker(description: unknown): AnswerChecker {
  const document = closeSchemas(description) as Described
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { binary: true } })
  addFormats.default(ajv)
  ajv.addSchema(document as object, 'api')
  const compiled = new Map<string, ValidateFunction>()
  const validate = (place: string, text: string): string[] => {
    const check = compiled.get(place) ?? ajv.compile({ $ref: `api${place}` })
    compiled.set(place, check)
    try {
      if (check(JSON.parse(text))) return []
    } catch {
      return [`is no JSON: ${text.slice(0, 200)}`]
    }
    return (check.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    )
  }
  return {
    check(exchange) {
      const path = pathOf(exchange.path)
      if (UNDESCRIBED.test(path)) return []
      const found = findAnswer(document, exchange)
      if (found === 'no operation') return checkUndescribed(exchange, validate)
      if (found === 'no answer') return [`the status ${exchange.status} is not described`]
      const { value, place } = found
      return [...checkHeaders(document, value, exchange), ...checkBody(value, place, exchange, validate)]
    },
    checkSchema: (name, value) => validate(`#${pointer('components', 'schemas', name)}`, JSON.stringify(value)),
    itemCheck(exchange) {
      const found = findAnswer(document, exchange)
      if (typeof found === 'string') return null
      const type = typeOf(exchange)
      if (found.value.content?.[type]?.schema?.['x-item-schema'] === undefined) return null
      const place = `${found.place}${pointer('content', type, 'schema', 'x-item-schema')}`
      return (item) => validate(place, item)
    },
  }
}

type Validate = (place: string, text: string) => string[]

function findAnswer(document: Described, { method, path, status }: Omit<Exchange, 'body'>) {
  const found = findOperation(document, method, pathOf(path))
  if (found === null) return 'no operation'
  const answer = found.operation.responses[status]
  if (answer === undefined) return 'no answer'
  return resolve<DescribedAnswer>(document, answer, `${found.place}${pointer('responses', String(status))}`)
}

/** Where nothing is described, there is nothing but the refusal, or a page for people. */
function checkUndescribed(exchange: Exchange, validate: Validate): string[] {
  if (exchange.method === 'OPTIONS' && exchange.status === 204) return []
  if (exchange.status < 400) return typeOf(exchange) === 'text/html' ? [] : ['the operation is not described']
  if (typeOf(exchange) !== PROBLEM) return [`the error is ${typeOf(exchange)}`]
  return exchange.method === 'HEAD' || exchange.body === null ? [] : validate(PROBLEM_SCHEMA, exchange.body)
}

function checkHeaders(document: Described, { headers = {} }: DescribedAnswer, exchange: Exchange): string[] {
  return Object.entries(headers).flatMap(([name, described]) => {
    const { required = false, schema } = resolve(document, described, '').value
    const value = exchange.headers.get(name)
    if (value === null) return required ? [`the header ${name} is missing`] : []
    return schema.type === 'integer' && !/^\d+$/.test(value)
      ? [`the header ${name} is not a whole number: ${value}`]
      : []
  })
}

function checkBody(answer: DescribedAnswer, place: string, exchange: Exchange, validate: Validate): string[] {
  if (exchange.method === 'HEAD') return []
  const type = typeOf(exchange)
  if (answer.content === undefined)
    return exchange.body ? [`a body is not described: ${exchange.body.slice(0, 100)}`] : []
  if (!(type in answer.content))
    return '*/*' in answer.content ? [] : [`the type "${type}" is not described; ${Object.keys(answer.content)} are`]
  if (exchange.body === null || !/[/+]json$/.test(type)) return []
  return validate(`${place}${pointer('content', type, 'schema')}`, exchange.body)
}

const pathOf = (path: string): string => path.split('?', 1)[0] ?? ''

const typeOf = ({ headers }: Pick<Exchange, 'headers'>): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
