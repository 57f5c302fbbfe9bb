/** What the checker reads of an OpenAPI document. */
export type Described = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: {
    readonly responses?: Readonly<Record<string, DescribedAnswer>>
    readonly headers?: Readonly<Record<string, DescribedHeader>>
  }
}

export type DescribedOperation = { readonly responses: Readonly<Record<string, DescribedAnswer | Reference>> }
export type DescribedAnswer = {
  readonly headers?: Readonly<Record<string, DescribedHeader | Reference>>
  readonly content?: Readonly<Record<string, { readonly schema?: Readonly<Record<string, unknown>> }>>
}
export type DescribedHeader = { readonly required?: boolean; readonly schema: { readonly type?: string } }
export type Reference = { readonly $ref: string }

/** The value that a reference leads to, and where it stands in the document. */
export function resolve<T extends object>(
  document: Described,
  value: T | Reference,
  place: string,
): { readonly value: T; readonly place: string } {
  if (!('$ref' in value)) return { value, place }
  const steps = value.$ref.split('/').slice(1)
  let target: unknown = document
  for (const step of steps) target = (target as Record<string, unknown> | undefined)?.[step]
  if (typeof target !== 'object' || target === null) throw new Error(`the description lacks ${value.$ref}`)
  return { value: target as T, place: value.$ref }
}

/** RFC 6901. */
export const pointer = (...steps: readonly string[]): string =>
  steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The operation behind a path, whatever its query; HEAD is GET without a body. */
export function findOperation(
  document: Described,
  method: string,
  path: string,
): { readonly operation: DescribedOperation; readonly place: string } | null {
  const name = method === 'HEAD' ? 'get' : method.toLowerCase()
  for (const [template, operations] of Object.entries(document.paths)) {
    const operation = operations[name]
    if (operation !== undefined && patternOf(template).test(path))
      return { operation, place: `#${pointer('paths', template, name)}` }
  }
  return null
}

const patterns = new Map<string, RegExp>()

function patternOf(template: string): RegExp {
  const pattern = patterns.get(template) ?? toPattern(template)
  patterns.set(template, pattern)
  return pattern
}

const toPattern = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split('/')
      .map((step) => (step.startsWith('{') ? '[^/]+' : RegExp.escape(step)))
      .join('/')}/?$`,
  )
