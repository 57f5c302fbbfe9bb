import { mkdir, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { MediaFile } from '../media/media-file.ts'
import { composeStill } from './compose-still.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import { type ClipInput, ffmpegArguments, type TitleInput } from './filter-graph.ts'
import { DraftRefused, type RenderPlan } from './render-plan.ts'
import { drawTitle } from './title-image.ts'

export type DrawingTools = {
  readonly ffmpeg: Ffmpeg
  readonly findFile: (id: string) => MediaFile | undefined
  readonly workDir: string
  readonly preset: string
  readonly maxPhotoPixels: number
}

/**
 * Draws a plan into `target`, a real H.264 and AAC MP4. Works in a folder of its own, which is gone at the end.
 * @throws DraftRefused for a picture that is not there, FfmpegError
 */
export async function drawVideo(
  plan: RenderPlan,
  target: string,
  tools: DrawingTools,
  options: { signal: AbortSignal; onProgress: (percent: number) => void },
): Promise<void> {
  const folder = path.join(tools.workDir, `${path.basename(target)}.work`)
  await mkdir(folder, { recursive: true })
  try {
    const clips = await prepareClips(plan, folder, tools)
    const titles = await prepareTitles(plan, folder)
    const music = plan.music?.fileId == null ? undefined : tools.findFile(plan.music.fileId)
    const output = path.join(folder, 'output.mp4')
    const args = ffmpegArguments({ plan, clips, titles, musicPath: music?.path ?? null }, output, {
      threads: availableParallelism(),
      preset: tools.preset,
    })
    await tools.ffmpeg.run(args, {
      signal: options.signal,
      onOutTimeMs: (ms) => options.onProgress(Math.min(99, Math.round((ms / plan.durationMs) * 100))),
    })
    await rename(output, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepareClips(plan: RenderPlan, folder: string, tools: DrawingTools): Promise<ClipInput[]> {
  const clips: ClipInput[] = []
  for (const [index, clip] of plan.clips.entries()) {
    const file = tools.findFile(clip.fileId)
    if (file === undefined) throw new DraftRefused(`the draft names a file that was never uploaded: ${clip.fileId}`)
    const isStill = file.kind === 'image'
    const still = path.join(folder, `clip-${index}.jpg`)
    if (isStill) await composeStill(file.path, still, plan, tools.maxPhotoPixels)
    clips.push({ ...clip, path: isStill ? still : file.path, isStill })
  }
  return clips
}

async function prepareTitles(plan: RenderPlan, folder: string): Promise<TitleInput[]> {
  const titles: TitleInput[] = []
  for (const [index, title] of plan.titles.entries()) {
    const image = path.join(folder, `title-${index}.png`)
    const heightPx = await drawTitle(title.text, image, plan, title.scale)
    const topPx = Math.max(0, Math.round(plan.height * 0.78 - heightPx / 2))
    titles.push({ path: image, startMs: title.startMs, durationMs: title.durationMs, topPx })
  }
  return titles
}
