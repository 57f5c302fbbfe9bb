import { z } from 'zod'
import { timestamp } from './text.ts'

const depth = z.int().min(0)

const workerSchema = z.object({
  id: z.string(),
  version: z.string(),
  alive: z.boolean().describe('false: it was not seen for 30 s and did not say goodbye'),
  started_at: timestamp,
  seen_at: timestamp,
})

export const systemSchema = z
  .object({
    object: z.literal('system'),
    version: z.string(),
    node: z.string().describe('The version of Node that it runs on'),
    started_at: timestamp.describe('When the process that answers was started'),
    uptime_seconds: z.int().min(0),
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
    workers: z.object({
      alive: z.int().min(0),
      list: z
        .array(workerSchema)
        .nullable()
        .describe('Of the last day, those seen last first; null without the scope `admin`'),
    }),
  })
  .meta({ id: 'System' })
export type System = z.infer<typeof systemSchema>
