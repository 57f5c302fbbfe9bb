import type { FastifyInstance } from 'fastify'
import { JSON_DEPTH } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

/** Looks at a parsed body before anything that recurses does. */
export function boundJsonDepth(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body }) => {
    if (isDeeperThan(body, JSON_DEPTH))
      throw new ApiProblem('invalid_json', `The body is nested deeper than ${JSON_DEPTH} levels`)
  })
}

/** Level by level, without recursion of its own. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level = containersIn([value])
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true
    level = level.flatMap((container) => containersIn(Object.values(container)))
  }
  return false
}

const containersIn = (values: readonly unknown[]): object[] =>
  values.filter((value): value is object => Array.isArray(value) || isPlainObject(value))

/** What comes out of a JSON parser, and not a stream or a buffer that a parser may leave in its place. */
const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))
