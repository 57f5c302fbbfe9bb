import { z } from 'zod'

/** One thing that is wrong with a request. */
export type Fault = {
  readonly path: string
  readonly code: string
  readonly message: string
  /** Of a body that has lines, counted from 1. */
  readonly line?: number
}
export type Path = readonly PropertyKey[]

/** RFC 6901. The whole document is the empty text. */
export const toPointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export const faultAt = (path: Path, code: string, message: string): Fault => ({ path: toPointer(path), code, message })

type Issue = z.core.$ZodIssue

/** Every zod issue as faults with stable codes; an unknown field is named by its own path. */
export const toFaults = (error: z.core.$ZodError, prefix: Path = []): Fault[] =>
  error.issues.flatMap((issue) => issueToFaults(issue, prefix))

function issueToFaults(issue: Issue, prefix: Path): Fault[] {
  const path = [...prefix, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => faultAt([...path, key], 'unknown_field', 'There is no such field'))
    case 'invalid_union': {
      const meant = closestBranch(issue.errors)
      return meant === null
        ? [faultAt(path, 'invalid_type', issue.message)]
        : meant.flatMap((inner) => issueToFaults(inner, path))
    }
    case 'invalid_key':
      return [faultAt(path, 'invalid_key', issue.issues[0]?.message ?? issue.message)]
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('received undefined')
        ? [faultAt(path, 'required', 'This field is required')]
        : [faultAt(path, 'invalid_type', issue.message)]
    case 'custom':
      return [faultAt(path, customCode(issue.params), issue.message)]
    default:
      return [faultAt(path, issue.code === 'invalid_format' ? 'invalid_value' : issue.code, issue.message)]
  }
}

const customCode = (params: Readonly<Record<string, unknown>> | undefined): string =>
  typeof params?.code === 'string' ? params.code : 'invalid_value'

/** The form that the writer most likely meant: the type fits and least is wrong with it. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const fitting = branches.filter(
    (issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'),
  )
  return fitting.reduce<readonly Issue[] | null>(
    (best, issues) => (best === null || issues.length < best.length ? issues : best),
    null,
  )
}

export const faultSchema = z.object({
  path: z.string().describe('JSON pointer into the request'),
  code: z.string(),
  message: z.string(),
  line: z.int().optional().describe('of NDJSON and CSV, counted from 1'),
})

/** RFC 9457, `application/problem+json`. */
export const problemSchema = z
  .object({
    type: z.string().describe('a URI that names the kind of problem'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().describe('stable, snake_case'),
    request_id: z.string(),
    accepted: z.array(z.string()).optional().describe('the kinds of files that are taken'),
    errors: z.array(faultSchema).optional().describe('every fault of the request, at most 100 of them'),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
