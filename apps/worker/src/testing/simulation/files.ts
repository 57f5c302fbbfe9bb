import { Readable } from 'node:stream'
import type { JobMedia } from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'
import { MediaError, type StagedFile, StorageError } from '@nemo-batch/storage'
import { AddressGuardError } from '@nemo-batch/webhooks'
import { MediaRefused } from '../../flow/media-shelf.ts'
import type { StageTools } from '../../flow/stage.ts'
import type { Provider } from './provider.ts'
import type { Process, World } from './world.ts'

/** Stands for the bytes of a render's video: nobody reads them, the name of their render is all that is looked at. */
class VideoBytes extends Readable {
  readonly renderId: string
  constructor(renderId: string) {
    super()
    this.renderId = renderId
  }
}

export const bytesOf = (renderId: string): { stream: Readable; sizeBytes: number } => ({
  stream: new VideoBytes(renderId),
  sizeBytes: 1_000,
})

/** What lies in our storage: which render's video, and whether it was looked at before it was kept. */
export type KeptVideo = { readonly renderId: string; readonly isInspected: boolean }

/** A fault of our own machine that the weather made. */
export class MadeFault extends Error {}

/** Storage, the caller's media and the hosts of videos, as one worker reaches them. */
export function createFileTools(deps: {
  readonly world: World
  readonly provider: Provider
  readonly owner: Process
  readonly kept: Map<string, KeptVideo>
}): Pick<StageTools, 'storage' | 'shelf' | 'outputs' | 'inspect'> {
  const { world, provider, owner, kept } = deps
  const { weather } = world
  const inspected = new Set<string>()
  const storageFault = (): void => {
    if (!weather.strikes('storage_fault')) return
    throw world.random.chance(0.5) ? new MadeFault('disk') : new StorageError('storage_full', 'no room')
  }
  return {
    storage: {
      stage: (stream) =>
        world.effect<StagedFile>(owner, {
          what: 'stage the video',
          perform: () => {
            storageFault()
            const path = stream instanceof VideoBytes ? stream.renderId : 'nothing'
            return { path, sizeBytes: 1_000, sha256: path, discard: async () => {} }
          },
        }),
      commit: (staged, key) =>
        world.effect<void>(owner, {
          what: `commit ${key}`,
          perform: () => {
            storageFault()
            kept.set(key, { renderId: staged.path, isInspected: inspected.has(staged.path) })
          },
        }),
    },
    inspect: (path) =>
      world.effect(owner, {
        what: `inspect ${path}`,
        perform: () => {
          if (provider.renders.get(path)?.isBroken) throw new MediaError('output_invalid', 'this is no video')
          inspected.add(path)
          return { width: 2, height: 2, durationMs: 5_000 }
        },
      }),
    outputs: {
      download: (url) =>
        world.effect(owner, {
          what: `download ${url}`,
          most: 2_000,
          perform: () => {
            if (weather.strikes('output_unreachable')) throw new AddressGuardError('unreachable', 'no such host')
            const renderId = url.slice(url.lastIndexOf('/') + 1, -'.mp4'.length)
            return { ...bytesOf(renderId), contentType: 'video/mp4', finalUrl: url }
          },
        }),
    },
    shelf: {
      fileFor: (job, media) =>
        world.effect(owner, {
          what: `take photo ${media.position} from the shelf`,
          perform: () => {
            if (weather.strikes('media_refused')) throw new MediaRefused('media_unreachable', 'gone')
            if (weather.strikes('media_fault')) throw new MadeFault('shelf')
            return { file: photo(job.projectId, media), isNew: media.fileId === null, open: async () => new Readable() }
          },
        }),
      photoSizes: async () => [],
    },
  }
}

const photo = (projectId: string, { fileId, position }: JobMedia, id = fileId ?? newId('file')) => ({
  id,
  projectId,
  filename: `photo-${position}.jpg`,
  contentType: 'image/jpeg',
  sizeBytes: 1_000,
  sha256: 'photo',
  width: 2,
  height: 2,
  durationMs: null,
  purpose: 'media' as const,
  storageKey: `media/2026/01/${id}`,
})
