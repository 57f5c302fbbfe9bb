import { isIdOf, type ResourceKind } from '@nemo-batch/contracts'
import type { ProjectPage } from '@nemo-batch/database'
import { ApiProblem, notFound } from '../problems.ts'

/** @throws ApiProblem `invalid_cursor` */
export function pageRequest(
  kind: ResourceKind,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): ProjectPage {
  if (cursor !== undefined && !isIdOf(kind, cursor))
    throw new ApiProblem('invalid_cursor', 'Take the cursor from `next_cursor` of the page before')
  return { limit, before: cursor ?? null }
}

const NAMES: Readonly<Record<ResourceKind, string>> = {
  batch: 'batch',
  job: 'job',
  file: 'file',
  evt: 'event',
  acct: 'account',
  proj: 'project',
  key: 'API key',
  aud: 'audit entry',
  whe: 'webhook endpoint',
  whd: 'webhook delivery',
}

/** What cannot be an id is not asked for. @throws ApiProblem `not_found` */
export function idParam(kind: ResourceKind, id: string): string {
  if (!isIdOf(kind, id)) throw notFound(NAMES[kind])
  return id
}

/** @throws ApiProblem `not_found` */
export function found<T>(kind: ResourceKind, thing: T | null): T {
  if (thing === null) throw notFound(NAMES[kind])
  return thing
}
