import { createdApiKeySchema, projectSchema, type Scope } from '@nemo-batch/contracts'
import type { RunningApi } from './running-api.ts'

export type GivenKey = {
  readonly id: string
  readonly key: string
  /** A call with this key; the headers may say otherwise. */
  call(path: string, init?: RequestInit): Promise<Response>
}

/** A key as an administrator makes it. */
export async function givenKey(api: RunningApi, scopes: readonly Scope[], projectId?: string): Promise<GivenKey> {
  const answer = await api.post('/v1/api-keys', {
    name: `May ${scopes.join(' and ')}`,
    scopes,
    ...(projectId === undefined ? {} : { project_id: projectId }),
  })
  const { id, key } = createdApiKeySchema.parse(await answer.json())
  const call: GivenKey['call'] = (path, init = {}) =>
    api.call(path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } })
  return { id, key, call }
}

export async function givenProject(api: RunningApi, name = 'Another shop'): Promise<string> {
  return projectSchema.parse(await (await api.post('/v1/projects', { name })).json()).id
}
