import { problemSchema } from '@nemo-batch/contracts'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Services } from '../services/index.ts'

/** One endpoint. */
export type Route = (services: Services) => FastifyPluginAsyncZod

/** The problems that an endpoint can answer with, for its description. */
export const problems = <Status extends number>(...statuses: Status[]): Record<Status, typeof problemSchema> =>
  Object.fromEntries(statuses.map((status) => [status, problemSchema])) as Record<Status, typeof problemSchema>
