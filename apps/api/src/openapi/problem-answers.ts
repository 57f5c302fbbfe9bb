import { STATUS_CODES } from 'node:http'
import { PROBLEM_TYPE, problemDocument } from '../plugins/error-handler.ts'
import { ApiProblem, invalidInput, PROBLEMS, type ProblemCode } from '../problems.ts'
import type { Answer, Operation, Reference } from './description.ts'
import { headersOf } from './headers.ts'
import type { RouteKind } from './route-kind.ts'

/** The problems that an operation can answer with by its kind alone, whatever else its route declares. */
export function problemStatuses(kind: RouteKind, { parameters = [] }: Operation): number[] {
  const hasParameters = parameters.some((parameter) => 'in' in parameter && parameter.in === 'query')
  const isInPath = parameters.some((parameter) => 'in' in parameter && parameter.in === 'path')
  return [
    ...[400, 408, 415, 417, 431, 500],
    ...(kind.isProbe ? [] : [503]),
    ...(kind.negotiates ? [406] : []),
    ...(kind.scope === null ? [] : [401, 429]),
    ...(kind.scope === null || kind.scope === 'any' ? [] : [403]),
    ...(isInPath ? [404] : []),
    ...(kind.readsBody ? [413, 422] : []),
    ...(hasParameters ? [422] : []),
    ...(kind.isOnce ? [409] : []),
    ...(kind.takesFiles ? [507] : []),
  ]
}

export const problemReference = (status: number): Reference => ({ $ref: `#/components/responses/${nameOf(status)}` })

/** One answer for each status that one of the operations refers to, with an example of each code. */
export function problemAnswers(operations: readonly Operation[]): Record<string, Answer> {
  const used = new Set(operations.flatMap(({ responses }) => Object.keys(responses).map(Number)))
  const codes = (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => used.has(PROBLEMS[code].status))
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status)
  return Object.fromEntries([...byStatus].map(([status, group]) => [nameOf(status), problemAnswer(status, group)]))
}

const nameOf = (status: number): string => (STATUS_CODES[status] ?? `Status${status}`).replaceAll(/[^A-Za-z]/g, '')

const problemAnswer = (status: number, codes: readonly ProblemCode[]): Answer => ({
  description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('. '),
  headers: headersOf(status),
  content: {
    [PROBLEM_TYPE]: {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }])),
    },
  },
})

function exampleOf(code: ProblemCode): unknown {
  const problem =
    code === 'invalid_input'
      ? invalidInput([
          { path: '/jobs/3/media/0', code: 'invalid_url', message: 'This is not an http or https URL' },
          { path: '/jobs/3/priority', code: 'invalid_value', message: 'Must be one of low, normal, high' },
        ])
      : new ApiProblem(code, PROBLEMS[code].title)
  return problemDocument(problem, { instance: '/v1/batches', requestId: 'req_01kc0qm3e8wkxw2y7vd5h4t9ab' })
}
