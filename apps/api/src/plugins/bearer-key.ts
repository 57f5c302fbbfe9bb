import { createHash, timingSafeEqual } from 'node:crypto'
import { SCOPES, type Scope } from '@nemo-batch/contracts'
import type { InstallationStore } from '@nemo-batch/database'
import { isApiKeyForm } from '@nemo-batch/runtime'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { ApiProblem } from '../problems.ts'
import type { KeyDigest } from '../services/key-digest.ts'
import type { FailedKeys } from './failed-keys.ts'

export type Caller = {
  readonly projectId: string
  readonly scopes: readonly string[]
  /** Null: the key of the settings, which is in no table. */
  readonly keyId: string | null
  readonly keyName: string
  readonly keyPrefix: string | null
}

/** Says who holds the key of a request. @throws ApiProblem `unauthorized`, `rate_limited` */
export type Authenticate = (request: FastifyRequest) => Promise<Caller>

export type AuthenticateDeps = Pick<ApiDeps, 'logger' | 'settings'> & {
  readonly installation: InstallationStore
  readonly digestOf: KeyDigest
  readonly failedKeys: FailedKeys
}

/** Holds every scope, in the project that is there from the first start. */
const ADMIN: Caller = {
  projectId: 'proj_default',
  scopes: SCOPES,
  keyId: null,
  keyName: 'ADMIN_API_KEY',
  keyPrefix: null,
}

const CHALLENGE = 'Bearer realm="nemo-batch"'

/**
 * The key of the settings may have any form. All others are looked up at each request, by their digest: one that is
 * revoked opens nothing any more from that moment on. What cannot be a key is refused without a look.
 */
export function authenticateBy(deps: AuthenticateDeps): Authenticate {
  const { installation, digestOf, failedKeys, logger } = deps
  const adminDigest = sha256(deps.settings.adminApiKey)
  return async (request) => {
    const key = bearerOf(request.headers.authorization)
    if (key === null) throw unauthorized('Send a key: `Authorization: Bearer nb_…`', CHALLENGE)
    // Digests have one length, so that comparing takes one time whatever was sent.
    if (timingSafeEqual(sha256(key), adminDigest)) return ADMIN
    const known = isApiKeyForm(key) ? await installation.findKeyByDigest(digestOf(key)) : null
    if (known === null) {
      failedKeys.count(request)
      throw unauthorized('The key is not valid', `${CHALLENGE}, error="invalid_token"`)
    }
    if (known.isUnmarked)
      void installation.markKeyUsed(known.id).catch((error: unknown) => {
        logger.debug({ err: error, keyId: known.id }, 'the use of a key was not noted')
      })
    return {
      projectId: known.projectId,
      scopes: known.scopes,
      keyId: known.id,
      keyName: known.name,
      keyPrefix: known.prefix,
    }
  }
}

/** `admin` is the operator's, and includes the others. */
export const mayDo = (caller: Caller, scope: Scope | 'any'): boolean =>
  scope === 'any' || caller.scopes.includes(scope) || caller.scopes.includes('admin')

function bearerOf(header: string | undefined): string | null {
  const [scheme = '', key = '', ...rest] = (header ?? '').trim().split(/ +/)
  return scheme.toLowerCase() !== 'bearer' || key === '' || rest.length > 0 ? null : key
}

const sha256 = (key: string): Buffer => createHash('sha256').update(key).digest()

const unauthorized = (detail: string, challenge: string): ApiProblem =>
  new ApiProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } })
