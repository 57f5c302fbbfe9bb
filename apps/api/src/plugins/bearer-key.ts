import { createHash, timingSafeEqual } from 'node:crypto'
import { SCOPES, type Scope } from '@nemo-batch/contracts'
import type { InstallationStore } from '@nemo-batch/database'
import { isApiKeyForm } from '@nemo-batch/runtime'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps } from '../deps.ts'
import { ApiProblem } from '../problems.ts'
import type { KeyedDigest } from '../services/keyed-digest.ts'
import type { FailedKeys } from './failed-keys.ts'

export type Caller = {
  readonly projectId: string
  readonly scopes: readonly string[]
  /** Null: the key of the settings, which is in no table. */
  readonly keyId: string | null
  readonly keyName: string
  readonly keyPrefix: string | null
  /** What a browser is signed in with, in place of the key itself; null for the key. */
  readonly session: CallerSession | null
}

export type CallerSession = {
  readonly id: string
  readonly csrfToken: string
  readonly createdAt: Date
  /** Unless it is used until then. */
  readonly expiresAt: Date
}

/** Who holds a key. @throws ApiProblem `unauthorized`, `rate_limited` */
export type IdentifyKey = (key: string, request: FastifyRequest) => Promise<Caller>

export type IdentifyDeps = Pick<ApiDeps, 'logger' | 'settings'> & {
  readonly installation: InstallationStore
  readonly digestOf: KeyedDigest
  readonly failedKeys: FailedKeys
}

/** Holds every scope, in the project that is there from the first start. */
export const ADMIN: Caller = {
  projectId: 'proj_default',
  scopes: SCOPES,
  keyId: null,
  keyName: 'ADMIN_API_KEY',
  keyPrefix: null,
  session: null,
}

/**
 * The key of the settings may have any form. All others are looked up at each request, by their digest: one that is
 * revoked opens nothing any more from that moment on. What cannot be a key is refused without a look.
 */
export function identifyBy(deps: IdentifyDeps): IdentifyKey {
  const { installation, digestOf, failedKeys, logger } = deps
  const adminDigest = sha256(deps.settings.adminApiKey)
  return async (key, request) => {
    // Digests have one length, so that comparing takes one time whatever was sent.
    if (timingSafeEqual(sha256(key), adminDigest)) return ADMIN
    const known = isApiKeyForm(key) ? await installation.findKeyByDigest(digestOf(key)) : null
    if (known === null) {
      failedKeys.count(request)
      throw unauthorized('The key is not valid', 'invalid_token')
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
      session: null,
    }
  }
}

/** `admin` is the operator's, and includes the others. */
export const mayDo = (caller: Caller, scope: Scope | 'any'): boolean =>
  scope === 'any' || caller.scopes.includes(scope) || caller.scopes.includes('admin')

/** For what is counted: a session uses up nothing of its key. */
export const principalOf = ({ session, keyId }: Caller): string =>
  session === null ? `key ${keyId ?? 'of the settings'}` : `session ${session.id}`

/** Null: no key, or nothing that a key could be read from. */
export function bearerOf(header: string | undefined): string | null {
  const [scheme = '', key = '', ...rest] = (header ?? '').trim().split(/ +/)
  return scheme.toLowerCase() !== 'bearer' || key === '' || rest.length > 0 ? null : key
}

const sha256 = (key: string): Buffer => createHash('sha256').update(key).digest()

export function unauthorized(detail: string, error?: 'invalid_token'): ApiProblem {
  const challenge = `Bearer realm="nemo-batch"${error === undefined ? '' : `, error="${error}"`}`
  return new ApiProblem('unauthorized', detail, { headers: { 'www-authenticate': challenge } })
}
