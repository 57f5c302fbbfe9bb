import { type Fault, faultAt, type Path } from '@nemo-batch/contracts'
import { formatOfBytes } from '@nemo-batch/storage'
import { AddressGuardError, createGuardedClient, type GuardedClient } from '@nemo-batch/webhooks'
import * as limits from '../../limits.ts'
import { Gate } from './gate.ts'

/** An address, and where it stands first in the request. */
export type PlacedUrl = { readonly url: string; readonly path: Path; readonly line: number | null }

export type LookedAt = { readonly faults: readonly Fault[]; readonly lookedAt: number }

/** For all dry runs of this process, so that many of them make no more requests than one. */
const gate = new Gate(limits.LOOKS_AT_ONCE)

/**
 * Looks at each address as a job would come for it, a few at once and fewer at one host. Ends in time; then some may not
 * have been looked at.
 */
export async function lookAtUrls(
  urls: readonly PlacedUrl[],
  { allowPrivateNetworks }: { readonly allowPrivateNetworks: boolean },
): Promise<LookedAt> {
  const client = createGuardedClient({ allowPrivateNetworks })
  const signal = AbortSignal.timeout(limits.LOOK_AT_ALL_MS)
  const faults = new Map<PlacedUrl, Fault | null>()
  try {
    const hosts = Object.values(Object.groupBy(urls, ({ url }) => new URL(url).host))
    await Promise.all(
      hosts.flatMap((ofHost = []) => {
        const turns = ofHost.values()
        return Array.from({ length: limits.LOOKS_AT_ONE_HOST }, () => lookInTurn(client, turns, signal, faults))
      }),
    )
  } finally {
    await client.close()
  }
  // in the order of the request, whoever answered first
  return { faults: urls.flatMap((placed) => faults.get(placed) ?? []), lookedAt: faults.size }
}

async function lookInTurn(
  client: GuardedClient,
  turns: Iterator<PlacedUrl>,
  signal: AbortSignal,
  faults: Map<PlacedUrl, Fault | null>,
): Promise<void> {
  for (let turn = turns.next(); !turn.done; turn = turns.next()) {
    if (!(await gate.enter(signal))) return
    try {
      faults.set(turn.value, await lookAt(client, turn.value, signal))
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      gate.leave()
    }
  }
}

async function lookAt(
  client: GuardedClient,
  { url, path, line }: PlacedUrl,
  signal: AbortSignal,
): Promise<Fault | null> {
  const found = await problemWith(client, url, signal)
  if (found === null) return null
  const fault = faultAt(path, found.code, found.message)
  return line === null ? fault : { ...fault, line }
}

type Problem = { readonly code: string; readonly message: string }

async function problemWith(client: GuardedClient, url: string, signal: AbortSignal): Promise<Problem | null> {
  try {
    const options = { maxBytes: limits.LOOKED_AT_BYTES, timeoutMs: limits.LOOK_AT_ONE_MS, signal }
    const { sizeBytes, firstBytes } = await client.look(url, options)
    if (firstBytes.length === 0 || sizeBytes === 0)
      return { code: 'empty_file', message: 'There is nothing at this address' }
    if (sizeBytes !== null && sizeBytes > limits.FILE_BYTES)
      return { code: 'file_too_large', message: `A file has at most ${limits.FILE_BYTES} bytes; this has ${sizeBytes}` }
    if ((await formatOfBytes(firstBytes)) !== null) return null
    return {
      code: 'unsupported_file',
      message: 'What is there is no photo, clip or music that is taken, by its content',
    }
  } catch (error) {
    if (!(error instanceof AddressGuardError)) throw error
    return { code: error.code === 'private_address' ? error.code : 'media_unreachable', message: error.message }
  }
}
