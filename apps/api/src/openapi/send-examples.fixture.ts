import { z } from 'zod'
import { givenCompletedJob } from '../testing/given-ended-jobs.ts'
import { API_KEY, type RunningApi } from '../testing/running-api.ts'
import { type Description, type Operation, operationsOf, type Schema } from './description.ts'

export type SentExample = { readonly operation: string; readonly status: number; readonly body: string }

type Prepare = (api: RunningApi) => Promise<string>

const withId = z.object({ id: z.string() })
const created = async (api: RunningApi, path: string, body: unknown): Promise<string> => {
  const answer = await (await api.post(path, body)).text()
  const thing = withId.safeParse(JSON.parse(answer))
  if (!thing.success) throw new Error(`${path} answered ${answer}`)
  return thing.data.id
}

const JOBS = { jobs: [{ media: ['https://shop.example/a.jpg'], instruction: 'make a video' }] }

const ENDPOINT = { url: 'https://shop.example/hooks' }

/** What the address of an operation names, in a state in which the request makes sense. */
const TARGETS: Readonly<Record<string, Prepare>> = {
  retryBatch: (api) => created(api, '/v1/batches', JOBS),
  addJobs: (api) => created(api, '/v1/batches', { open: true }),
  sendMessage: async (api) => (await givenCompletedJob(api)).jobId,
  addSteps: async (api) => (await givenCompletedJob(api)).jobId,
  changeAccount: (api) => created(api, '/v1/accounts', { name: 'Another' }),
  changeWebhookEndpoint: (api) => created(api, '/v1/webhook-endpoints', ENDPOINT),
  recoverWebhookDeliveries: (api) => created(api, '/v1/webhook-endpoints', ENDPOINT),
  changeProject: (api) => created(api, '/v1/projects', { name: 'Another' }),
}

/** Instead of examples with a key, which open nothing. */
const BODIES: Readonly<Record<string, unknown>> = { createSession: { key: API_KEY } }

/** Sends every example of a JSON request to the service that describes it, each to a target of its own. */
export async function sendExamples(api: RunningApi, description: Description): Promise<SentExample[]> {
  const answers: SentExample[] = []
  for (const { path, method, operation } of operationsOf(description)) {
    for (const example of examplesOf(description, operation)) {
      const prepare = TARGETS[operation.operationId]
      if (path.includes('{') && prepare === undefined)
        throw new Error(`no target is known for ${operation.operationId}`)
      const target = (await prepare?.(api)) ?? ''
      const answer = await api.call(path.replace(/\{\w+\}/, target), {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(BODIES[operation.operationId] ?? example),
      })
      answers.push({ operation: operation.operationId, status: answer.status, body: await answer.text() })
    }
  }
  return answers
}

function examplesOf({ components }: Description, { requestBody }: Operation): readonly unknown[] {
  const schema = requestBody?.content['application/json']?.schema
  const ofSchema = (value: unknown): readonly unknown[] => {
    const name = isSchema(value)
      ? String(value.$ref ?? '')
          .split('/')
          .at(-1)
      : ''
    const examples = components.schemas[name ?? '']?.examples
    return Array.isArray(examples) ? examples : []
  }
  return schema?.type === 'array' ? [ofSchema(schema.items)] : ofSchema(schema)
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
