import type { Components, Description, Schema } from './description.ts'

type Schemas = Components['schemas']
const PREFIX = '#/components/schemas/'

/**
 * The generator writes every named schema twice, for what comes in (`…Input`) and for what goes out. Of these, those that
 * are used stay, under their plain name where both are not needed.
 */
export function tidySchemas(description: Description): Description {
  const { components, ...rest } = description
  const opened = openAnswers(
    withoutNoise({ schemas: components.schemas, ...rest }) as Description & { schemas: Schemas },
  )
  const { schemas: _all, ...document } = opened
  const used = reachable(document, opened.schemas)
  const renamed = new Map(
    [...used].filter((name) => name.endsWith('Input') && !used.has(plain(name))).map((name) => [name, plain(name)]),
  )
  const rename = (value: unknown): unknown => renameReferences(value, renamed)
  const schemas = [...used].map((name): [string, Schema] => [
    renamed.get(name) ?? name,
    rename(opened.schemas[name]) as Schema,
  ])
  const sorted = Object.fromEntries(schemas.toSorted(([one], [other]) => one.localeCompare(other)))
  return { ...(rename(document) as Description), components: { ...components, schemas: sorted } }
}

const plain = (name: string): string => name.replace(/Input$/, '')

/** A whole number has bounds in every schema: those of the language, which say nothing. */
const withoutNoise = (value: unknown): unknown =>
  rewrite(value, (schema) => {
    const { maximum, minimum, ...rest } = schema
    return {
      ...rest,
      ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
      ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
    }
  })

/** Later versions may answer more: whoever reads answers ignores what they do not know. */
function openAnswers<T extends { readonly paths: Description['paths']; readonly schemas: Schemas }>(document: T): T {
  const open = (value: unknown): unknown =>
    rewrite(value, ({ additionalProperties, ...rest }) =>
      additionalProperties === false || additionalProperties === undefined ? rest : { ...rest, additionalProperties },
    )
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [
        method,
        { ...operation, responses: open(operation.responses) },
      ]),
    ),
  ])
  const schemas = Object.entries(document.schemas).map(([name, schema]) => [
    name,
    name.endsWith('Input') ? schema : open(schema),
  ])
  return { ...document, paths: Object.fromEntries(paths), schemas: Object.fromEntries(schemas) }
}

function reachable(root: unknown, schemas: Schemas): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    for (const name of referencesIn(value)) {
      if (found.has(name)) continue
      found.add(name)
      visit(schemas[name])
    }
  }
  visit(root)
  return found
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' && inner.startsWith(PREFIX)
      ? [inner.slice(PREFIX.length)]
      : referencesIn(inner),
  )
}

const renameReferences = (value: unknown, names: ReadonlyMap<string, string>): unknown =>
  rewrite(value, (schema) => {
    const name = typeof schema.$ref === 'string' ? names.get(schema.$ref.slice(PREFIX.length)) : undefined
    return name === undefined ? schema : { ...schema, $ref: `${PREFIX}${name}` }
  })

/** Every object of a document, the inner ones first. */
function rewrite(value: unknown, change: (object: Schema) => Schema): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change))
  if (typeof value !== 'object' || value === null) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner, change)])))
}
