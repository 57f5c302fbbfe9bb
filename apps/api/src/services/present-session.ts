import type { Session } from '@nemo-batch/contracts'
import type { InstallationStore } from '@nemo-batch/database'
import type { Caller, CallerSession } from '../plugins/bearer-key.ts'
import { notFound } from '../problems.ts'
import { isScope } from './present-installation.ts'

/** @throws ApiProblem `not_found` for who asks with a key */
export function sessionOf({ session }: Caller): CallerSession {
  if (session === null) throw notFound('session: this request came with a key')
  return session
}

/** Who is signed in, and as what. */
export async function presentSession(
  { findProject }: Pick<InstallationStore, 'findProject'>,
  caller: Caller,
): Promise<Session> {
  const { csrfToken, createdAt, expiresAt } = sessionOf(caller)
  const project = await findProject(caller.projectId)
  return {
    object: 'session',
    key: { id: caller.keyId, name: caller.keyName, prefix: caller.keyPrefix },
    project: { id: caller.projectId, name: project?.name ?? '' },
    scopes: caller.scopes.filter(isScope),
    csrf_token: csrfToken,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
  }
}
