import type { InstallationStore, SessionStore } from '@nemo-batch/database'
import type { Caller } from '../plugins/bearer-key.ts'

export type LiveCallersDeps = {
  readonly installation: Pick<InstallationStore, 'findLiveKeys'>
  readonly sessions: Pick<SessionStore, 'findLive'>
}

/** Those of the callers who may do nothing any more: their key was revoked, or their session has ended. */
export async function findGoneCallers(
  { installation, sessions }: LiveCallersDeps,
  callers: ReadonlySet<Caller>,
): Promise<ReadonlySet<Caller>> {
  const [byKey, bySession] = await Promise.all([
    goneAmong(callers, ({ session, keyId }) => (session === null ? keyId : null), installation.findLiveKeys),
    // a session ends with its key
    goneAmong(callers, ({ session }) => session?.id ?? null, sessions.findLive),
  ])
  return byKey.union(bySession)
}

async function goneAmong(
  callers: ReadonlySet<Caller>,
  idOf: (caller: Caller) => string | null,
  findLive: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<Set<Caller>> {
  const known = [...callers].flatMap((caller) => {
    const id = idOf(caller)
    return id === null ? [] : [{ caller, id }]
  })
  if (known.length === 0) return new Set()
  const live = await findLive([...new Set(known.map(({ id }) => id))])
  return new Set(known.filter(({ id }) => !live.has(id)).map(({ caller }) => caller))
}
