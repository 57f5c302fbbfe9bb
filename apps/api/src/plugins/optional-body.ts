import { emptyBodySchema, toFaults } from '@nemo-batch/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiProblem, invalidInput } from '../problems.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `none`: the address says all. `optional`: what is left out has a default. Not said: as the schema tells. */
    body?: 'none' | 'optional'
  }
}

export const mayBeEmpty = (request: FastifyRequest): boolean => request.routeOptions.config.body !== undefined

/**
 * Where a body may be left out, none is as good as an empty object; where there is nothing to say, no more is taken. Forms
 * are for the routes that say so.
 */
export function takeOptionalBodies(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const { config, schema } = request.routeOptions
    const { body } = config
    if (request.isMultipart() && !request.is404 && !schema?.consumes?.includes('multipart/form-data'))
      throw new ApiProblem('unsupported_media_type', 'This address takes no forms')
    if (body === undefined) return
    if (request.body === undefined) request.body = {}
    const parsed = body === 'none' ? emptyBodySchema.safeParse(request.body) : null
    if (parsed?.success === false) throw invalidInput(toFaults(parsed.error))
  })
}
