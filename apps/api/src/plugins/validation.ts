import { toFaults } from '@nemo-batch/contracts'
import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { invalidInput } from '../problems.ts'

const described = new WeakSet<z.ZodType>()

/**
 * For bodies that a route checks itself, together with what came along with them: the schema describes the body and
 * does no more.
 */
export function describeOnly<Schema extends z.ZodType>(schema: Schema): Schema {
  described.add(schema)
  return schema
}

/** Parses what a request brings with the schema of its route; every fault is told at once. */
export const validate: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  if (described.has(schema)) return (data) => ({ value: data })
  return (data) => {
    const parsed = schema.safeParse(data)
    return parsed.success ? { value: parsed.data } : { error: invalidInput(toFaults(parsed.error)) }
  }
}
