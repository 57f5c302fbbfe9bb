import fc, { type Arbitrary } from 'fast-check'
import type { Components, Schema } from '../openapi/description.ts'

type Schemas = Components['schemas']

/** Longer lists and texts than these find nothing more, and take their time. */
const MOST_ITEMS = 3
const MOST_CHARS = 60
const DEEPEST = 6

/** Values that have broken somebody's service before. */
const NASTY: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e308, -0, 2 ** 53, '', ' ', '0', 'null', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800'],
  ...['\u202egpj.exe', '../../etc/passwd', "'; DROP TABLE jobs; --", '%00', '{{7*7}}', '<script>', '\r\nx: y', '=1+1'],
  ...[
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    'https://a:b@shop.example/',
    'x'.repeat(5_000),
  ],
  ...[[], {}, [[[[]]]], { __proto__x: 1 }, { constructor: { prototype: {} } }, ['', null], { '': '' }],
]

/** Anything that JSON can say. */
export const wildValue: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.jsonValue({ depthSize: 'xsmall' }),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** Values that a schema allows, as far as it tells. */
export function rightValue(schema: Schema, schemas: Schemas, depth = 0): Arbitrary<unknown> {
  const inner = (value: unknown): Arbitrary<unknown> => rightValue(asSchema(value), schemas, depth + 1)
  if (typeof schema.$ref === 'string')
    return rightValue(asSchema(schemas[schema.$ref.split('/').at(-1) ?? '']), schemas, depth)
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inner))
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => inner({ ...schema, type })))
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer({ min: numberOr(schema.minimum, -1_000), max: numberOr(schema.maximum, 1_000) })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(inner(schema.items), bounds(schema.minItems, schema.maxItems, depth > DEEPEST ? 0 : MOST_ITEMS))
    case 'object':
      return objectOf(schema, inner)
    default:
      return wildValue
  }
}

function objectOf(schema: Schema, inner: (value: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  // a field of which nothing is said is one that is not taken yet
  const fields = Object.entries(asSchema(schema.properties)).filter(([, field]) => saysSomething(asSchema(field)))
  const required = Array.isArray(schema.required) ? schema.required : []
  const named = fc.record(Object.fromEntries(fields.map(([name, field]) => [name, inner(field)])), {
    requiredKeys: required,
  })
  if (typeof schema.additionalProperties !== 'object') return named
  const names = fc.string({ minLength: 1, maxLength: 12 })
  const others = fc.dictionary(names, inner(schema.additionalProperties), { maxKeys: MOST_ITEMS })
  return fc.tuple(named, others).map(([own, more]) => ({ ...more, ...own }))
}

const saysSomething = (schema: Schema): boolean =>
  ['type', '$ref', 'anyOf', 'oneOf', 'enum', 'const'].some((keyword) => keyword in schema)

function textOf(schema: Schema): Arbitrary<string> {
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern), { size: 'small' })
  if (schema.format === 'uri') return fc.webUrl({ validSchemes: ['https', 'http'] }).map((url) => url.slice(0, 2_000))
  if (schema.format === 'date-time')
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString())
  return fc.string({ unit: 'grapheme', ...bounds(schema.minLength, schema.maxLength, MOST_CHARS) })
}

function bounds(min: unknown, max: unknown, most: number): { minLength: number; maxLength: number } {
  const minLength = numberOr(min, 0)
  return { minLength, maxLength: Math.max(minLength, Math.min(numberOr(max, most), most)) }
}

const numberOr = (value: unknown, other: number): number => (typeof value === 'number' ? value : other)
const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {})

/** Something that is right but for one place. */
export const nearly = (right: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc
    .tuple(
      right,
      fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('put', 'drop', 'add'),
      wildValue,
    )
    .map(([value, turns, act, wild]) => change(value, turns, act, wild))

/** @param turns which way to go at each level */
function change(value: unknown, [turn = 0, ...turns]: readonly number[], act: string, wild: unknown): unknown {
  if (typeof value !== 'object' || value === null) return wild
  const keys = Object.keys(value)
  const key = keys[turn % Math.max(1, keys.length)]
  if (key === undefined || (turns.length === 0 && act === 'add'))
    return Array.isArray(value) ? [...value, wild] : { ...value, unknown_field: wild }
  const goesOn = turns.length > 0 && turn % 3 > 0
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== key) return [[name, inner]]
    if (goesOn) return [[name, change(inner, turns, act, wild)]]
    return act === 'drop' ? [] : [[name, wild]]
  })
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}
