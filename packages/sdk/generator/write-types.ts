import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'

const HEAD = `// Written by \`npm run sdk:generate\` from the description that the API gives of itself: change that.

`

/** The types of an OpenAPI document as a module: its schemas, as far as anything uses them, and its operations. */
export async function writeTypes(document: OpenAPI3): Promise<string> {
  const told = withUsedSchemas(withoutProblems(document))
  // what has a default may be left out by callers
  return HEAD + astToString(await openapiTS(told, { defaultNonNullable: false }))
}

/** Every operation can answer with the same problem document; said once, by its schema, it is enough. */
function withoutProblems(document: OpenAPI3): OpenAPI3 {
  const isProblem = (name: string): boolean => /^[45]\d\d$/.test(name)
  const omit = (_key: string, value: unknown): unknown =>
    isObject(value) && Object.keys(value).some(isProblem)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => !isProblem(name)))
      : value
  return JSON.parse(JSON.stringify(document, omit))
}

function withUsedSchemas(document: OpenAPI3): OpenAPI3 {
  const all = document.components?.schemas ?? {}
  const used = new Set(['Problem'])
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(all[name] ?? {})
    }
  }
  follow(document.paths)
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)))
  return { ...document, components: { ...document.components, schemas } }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
