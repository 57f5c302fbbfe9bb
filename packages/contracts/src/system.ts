import { z } from 'zod'

const depth = z.int().min(0)

export const systemSchema = z
  .object({
    object: z.literal('system'),
    version: z.string(),
    sandbox: z.boolean().describe('true: a stand-in makes the videos, NemoVideo does not'),
    nemo: z.object({ mode: z.enum(['sandbox', 'real']), api_url: z.string() }),
    backends: z.object({
      database: z.enum(['embedded', 'external']),
      queue: z.enum(['postgres', 'redis']),
      storage: z.enum(['disk', 's3']),
    }),
    queues: z
      .array(z.object({ name: z.string(), waiting: depth, delayed: depth, active: depth }))
      .nullable()
      .describe('null while the queue cannot be reached'),
    workers: z.object({ alive: z.int().min(0) }),
  })
  .meta({ id: 'System' })
export type System = z.infer<typeof systemSchema>
