import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { paintGenerated } from '../rendering/compose-still.ts'
import type { Session } from '../sessions.ts'
import type { MediaFile } from './media-file.ts'
import type { MediaStore } from './media-store.ts'

const CLIPS = 3

/** The pictures of a generation: there is no model in the sandbox, so they are coloured gradients. */
export async function paintGeneratedClips(media: MediaStore, session: Session): Promise<MediaFile[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nemo-sandbox-generated-'))
  try {
    const clips: MediaFile[] = []
    for (let index = 0; index < CLIPS; index += 1) {
      const file = path.join(folder, `${index}.jpg`)
      await paintGenerated(file, session.generated.length + index + 1)
      clips.push(await media.receive(`generated-${session.generated.length + index + 1}.jpg`, createReadStream(file)))
    }
    return clips
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
