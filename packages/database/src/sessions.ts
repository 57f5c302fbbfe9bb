import { newId } from '@nemo-batch/runtime'
import { markKeyUsed } from './api-keys.ts'
import type { AuditedRequest, AuditState } from './audit-log.ts'
import { auditedTransaction } from './audited.ts'
import type { Database, Queryable, Row } from './connection.ts'
import { fromRow } from './rows.ts'

/** Whose a session is: a key of the table, or the one of the settings by its digest. */
export type SessionHolder =
  | { readonly keyId: string; readonly adminKeyDigest: null }
  | { readonly keyId: null; readonly adminKeyDigest: Buffer }

export type SessionView = {
  readonly id: string
  readonly createdAt: Date
  /** When its use was last noted. */
  readonly lastSeenAt: Date
  /** As which it acts; null: the key of the settings. */
  readonly key: {
    readonly id: string
    readonly name: string
    readonly prefix: string
    readonly scopes: string[]
    readonly projectId: string
  } | null
}

export type BegunSession = Pick<SessionView, 'id' | 'createdAt'>

export type SessionBounds = {
  /** After so long without a request it has ended. */
  readonly idleMs: number
  /** After so long it has ended in any case. */
  readonly lifeMs: number
  /** Of one key; the oldest end when more are begun. */
  readonly perKey: number
  /** Of the settings' present admin key: sessions of another one have ended. */
  readonly adminKeyDigest: Buffer
  readonly now: () => Date
}

type Bounds = Omit<SessionBounds, 'now'> & { readonly now: Date }

const sessionState = ({ createdAt }: { readonly createdAt: Date }): AuditState => ({
  created_at: createdAt.toISOString(),
})

/** What people are signed in with. A token is known by its digest alone. */
export const openSessions = (db: Database, { now, ...fixed }: SessionBounds) => {
  const bounds = (): Bounds => ({ ...fixed, now: now() })
  return {
    /** Begins a session, and clears away what has ended. @returns null when the key has just been revoked */
    begin: (digest: Buffer, holder: SessionHolder, request: AuditedRequest): Promise<BegunSession | null> =>
      auditedTransaction(db, request, async (tx, note) => {
        const at = bounds()
        await dropEnded(tx, at)
        const id = newId('sess')
        const { rowCount } = await tx.query(
          `INSERT INTO sessions (id, digest, key_id, admin_key_digest, created_at, last_seen_at)
           SELECT $1, $2::bytea, $3::text, $4::bytea, $5::timestamptz, $5
           WHERE $3::text IS NULL OR EXISTS (SELECT FROM api_keys WHERE id = $3 FOR KEY SHARE)`,
          [id, digest, holder.keyId, holder.adminKeyDigest, at.now],
        )
        if (rowCount === 0) return null
        await dropBeyond(tx, at.perKey, holder.keyId)
        note({ objectType: 'session', objectId: id, before: null, after: sessionState({ createdAt: at.now }) })
        return { id, createdAt: at.now }
      }),
    find: (digest: Buffer): Promise<SessionView | null> => findSession(db, digest, bounds()),
    /** Notes that it is in use, and its key with it. */
    markSeen: async ({ id, key }: SessionView): Promise<void> => {
      await db.query('UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2', [id, now()])
      if (key !== null) await markKeyUsed(db, key.id)
    },
    /** Those of the ids whose sessions have not ended. */
    findLive: (sessionIds: readonly string[]): Promise<Set<string>> => findLiveSessions(db, sessionIds, bounds()),
    end: (session: BegunSession, request: AuditedRequest): Promise<void> =>
      auditedTransaction(db, request, async (tx, note) => {
        const { rowCount } = await tx.query('DELETE FROM sessions WHERE id = $1', [session.id])
        if (rowCount === 0) return
        note({ objectType: 'session', objectId: session.id, before: sessionState(session), after: null })
      }),
  }
}
export type SessionStore = ReturnType<typeof openSessions>

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms)

const IS_LIVE = `s.created_at > $2 AND s.last_seen_at > $3 AND (s.key_id IS NOT NULL OR s.admin_key_digest = $4)`
const liveValues = ({ now, lifeMs, idleMs, adminKeyDigest }: Bounds): unknown[] => [
  before(now, lifeMs),
  before(now, idleMs),
  adminKeyDigest,
]

async function findSession(db: Queryable, digest: Buffer, bounds: Bounds): Promise<SessionView | null> {
  const { rows } = await db.query<Row & { key_id: string | null }>(
    `SELECT s.id, s.created_at, s.last_seen_at, s.key_id, k.name, k.prefix, k.scopes, k.project_id
     FROM sessions s LEFT JOIN api_keys k ON k.id = s.key_id WHERE s.digest = $1 AND ${IS_LIVE}`,
    [digest, ...liveValues(bounds)],
  )
  const [row] = rows
  if (row === undefined) return null
  const { id, createdAt, lastSeenAt, keyId, ...key } = fromRow<
    Pick<SessionView, 'id' | 'createdAt' | 'lastSeenAt'> &
      Omit<NonNullable<SessionView['key']>, 'id'> & { readonly keyId: string | null }
  >(row)
  return { id, createdAt, lastSeenAt, key: keyId === null ? null : { id: keyId, ...key } }
}

async function findLiveSessions(db: Queryable, sessionIds: readonly string[], bounds: Bounds): Promise<Set<string>> {
  const { rows } = await db.query<Row & { id: string }>(
    `SELECT s.id FROM sessions s WHERE s.id = ANY($1) AND ${IS_LIVE}`,
    [sessionIds, ...liveValues(bounds)],
  )
  return new Set(rows.map((row) => row.id))
}

/** Rows that somebody else clears away at this moment are left to them: nobody waits for anybody. */
async function dropEnded(tx: Queryable, { now, lifeMs, idleMs, adminKeyDigest }: Bounds): Promise<void> {
  await tx.query(
    `DELETE FROM sessions WHERE id IN (
       SELECT id FROM sessions WHERE created_at <= $1 OR last_seen_at <= $2 OR admin_key_digest <> $3
       FOR UPDATE SKIP LOCKED)`,
    [before(now, lifeMs), before(now, idleMs), adminKeyDigest],
  )
}

async function dropBeyond(tx: Queryable, perKey: number, keyId: string | null): Promise<void> {
  await tx.query(
    `DELETE FROM sessions WHERE id IN (
       SELECT id FROM sessions WHERE key_id IS NOT DISTINCT FROM $1 ORDER BY id DESC OFFSET $2
       FOR UPDATE SKIP LOCKED)`,
    [keyId, perKey],
  )
}
