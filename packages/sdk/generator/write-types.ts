import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

const HEAD = `// Written by \`npm run sdk:generate\` from the description that the API gives of itself: change that.

`

/** What every operation says alike, and what the client looks after itself. */
const LEFT_OUT = ['headers', 'example', 'examples']
const isProblem = (name: string): boolean => /^([45]\d\d|default)$/.test(name)

/** The types of an OpenAPI document as a module: its schemas, as far as anything uses them, its webhooks, its operations. */
export async function writeTypes(document: OpenAPI3): Promise<string> {
  const { openapi, info, paths = {}, webhooks = {}, components = {} } = document
  const schemas = usedSchemas([paths, webhooks], components.schemas ?? {})
  const parameters = components.parameters ?? {}
  const told: OpenAPI3 = withoutDetails({ openapi, info, paths, webhooks, components: { schemas, parameters } })
  // what has a default may be left out by callers
  return HEAD + astToString(await openapiTS(told, { defaultNonNullable: false }))
}

type Schemas = NonNullable<NonNullable<OpenAPI3['components']>['schemas']>

function usedSchemas(from: unknown, all: Schemas): Schemas {
  const used = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(all[name] ?? {})
    }
  }
  follow(from)
  return Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)))
}

function withoutDetails(document: OpenAPI3): OpenAPI3 {
  const keep = (key: string, value: unknown): unknown => {
    if (!isObject(value)) return value
    const isInside = (name: string): boolean => (key === 'responses' ? !isProblem(name) : !LEFT_OUT.includes(name))
    // a schema may have a property of such a name
    return key === 'properties' ? value : Object.fromEntries(Object.entries(value).filter(([name]) => isInside(name)))
  }
  return JSON.parse(JSON.stringify(document, keep))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
