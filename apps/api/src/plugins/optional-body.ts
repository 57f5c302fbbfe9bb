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

/** Where a body may be left out, none is as good as an empty object; where there is nothing to say, no more is taken. */
export function takeOptionalBodies(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const { body } = request.routeOptions.config
    if (body === undefined) return
    if (request.isMultipart()) throw new ApiProblem('unsupported_media_type', 'This address takes JSON alone')
    if (request.body === undefined) request.body = {}
    const parsed = body === 'none' ? emptyBodySchema.safeParse(request.body) : null
    if (parsed?.success === false) throw invalidInput(toFaults(parsed.error))
  })
}
