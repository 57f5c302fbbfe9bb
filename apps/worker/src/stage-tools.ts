import type { Database } from '@nemo-batch/database'
import { createNemoClient } from '@nemo-batch/nemo-client'
import { type Config, nemoEndpoint, skillPlatform, VERSION } from '@nemo-batch/runtime'
import { inspectMp4, type Storage } from '@nemo-batch/storage'
import { checkUrl, createGuardedClient } from '@nemo-batch/webhooks'
import { every } from './flow/every.ts'
import { createMediaShelf } from './flow/media-shelf.ts'
import type { StageTools } from './flow/stage.ts'
import type { Instruments } from './instruments.ts'

/** What the stages call, from the settings. */
export function createStageTools({
  config,
  db,
  storage,
  instruments,
}: {
  readonly config: Config
  readonly db: Database
  readonly storage: Storage
  readonly instruments: Pick<Instruments, 'nemo'>
}): StageTools {
  const endpoint = nemoEndpoint(config)
  const guarded = createGuardedClient({ allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS })
  return {
    nemo: instruments.nemo(
      createNemoClient({
        apiUrl: endpoint.apiUrl,
        webUrl: endpoint.webUrl,
        attribution: { source: 'nemo-batch', version: VERSION, platform: skillPlatform(config) },
        timeouts: { streamMs: config.NEMO_STREAM_TIMEOUT_MS, streamIdleMs: config.NEMO_STREAM_IDLE_TIMEOUT_MS },
      }),
    ),
    storage,
    shelf: createMediaShelf({ db, storage, guarded }),
    outputs: createGuardedClient({ allowPrivateNetworks: config.ALLOW_PRIVATE_NETWORKS || isPrivate(endpoint.apiUrl) }),
    inspect: inspectMp4,
    config,
    clock: () => new Date(),
    every,
  }
}

/** A provider on a private address, such as the sandbox, serves its videos from one too. */
const isPrivate = (apiUrl: string): boolean => checkUrl(apiUrl, { allowPrivateNetworks: false }) !== null
