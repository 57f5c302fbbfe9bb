import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'

type VideoSize = { readonly width: number | null; readonly height: number | null }

const UNKNOWN: VideoSize = { width: null, height: null }

/** The display size of a clip's video track. A clip whose header cannot be read is for the provider to judge. */
export async function readVideoSize(path: string): Promise<VideoSize> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(path) })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) return UNKNOWN
    return { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() }
  } catch {
    return UNKNOWN
  } finally {
    input.dispose()
  }
}
