import type { ClipPlan, MusicPlan, RenderPlan } from './render-plan.ts'

const FRAME_RATE = 25

export type ClipInput = ClipPlan & { readonly path: string; readonly isStill: boolean }
export type TitleInput = { path: string; startMs: number; durationMs: number; topPx: number }
export type Scene = {
  readonly plan: RenderPlan
  readonly clips: readonly ClipInput[]
  readonly titles: readonly TitleInput[]
  /** A sound file to play instead of the synthesised bed. */
  readonly musicPath: string | null
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
const TITLE_FADE_MS = 200
/** A clip goes on below the one that follows, so that rounding never leaves a black frame between them. */
const TAIL_MS = 200

/**
 * The arguments of one ffmpeg run that draws the whole video. Only filters that a build of 2018 has: crossfades are
 * faded alpha over overlays, because `xfade` is younger than the binary that npm offers.
 */
export function ffmpegArguments(scene: Scene, target: string, options: { threads: number; preset: string }): string[] {
  const { plan, clips, titles, musicPath } = scene
  const inputs = [
    ...clips.flatMap((clip) => ['-i', clip.path]),
    ...titles.flatMap((title) => ['-i', title.path]),
    ...(musicPath === null ? [] : ['-stream_loop', '-1', '-i', musicPath]),
  ]
  const graph = [...drawClips(scene), ...drawTitles(scene), drawSound(scene)].join(';')
  const threads = String(options.threads)
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-progress', 'pipe:1'],
    ...['-filter_complex_threads', threads],
    ...inputs,
    ...['-filter_complex', graph, '-map', '[picture]', '-map', '[sound]'],
    ...['-c:v', 'libx264', '-preset', options.preset, '-crf', '23', '-pix_fmt', 'yuv420p', '-r', String(FRAME_RATE)],
    ...['-threads', threads, '-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-ac', '2'],
    ...['-t', seconds(plan.durationMs), '-movflags', '+faststart', '-f', 'mp4', target],
  ]
}

function drawClips({ plan, clips, titles }: Scene): string[] {
  const size = `${plan.width}x${plan.height}`
  const chains = [`color=c=black:s=${size}:r=${FRAME_RATE}:d=${seconds(plan.durationMs)},format=yuv420p[under0]`]
  clips.forEach((clip, index) => {
    const nextFadeMs = clips[index + 1]?.fadeInMs ?? 0
    const isLast = index === clips.length - 1
    const neededMs = isLast ? Math.max(clip.durationMs, plan.durationMs - clip.startMs) : clip.durationMs
    const shownMs = neededMs + nextFadeMs + TAIL_MS
    const picture = clip.isStill ? still(plan, shownMs, index) : moving(plan, shownMs)
    const alpha =
      clip.fadeInMs > 0 ? `,format=yuva420p,fade=t=in:st=0:d=${seconds(clip.fadeInMs)}:alpha=1` : ',format=yuv420p'
    chains.push(`[${index}:v]${picture}${alpha},setpts=PTS-STARTPTS+${seconds(clip.startMs)}/TB[clip${index}]`)
    const output = isLast && titles.length === 0 ? ',format=yuv420p[picture]' : `[under${index + 1}]`
    chains.push(`[under${index}][clip${index}]overlay=eof_action=pass${output}`)
  })
  return chains
}

/** Zooms in on every other photo and out of the rest; the zoom of the last frames stays small. */
function still(plan: RenderPlan, shownMs: number, index: number): string {
  const frames = Math.ceil((shownMs / 1000) * FRAME_RATE)
  const progress = `on/${frames}`
  const zoom = index % 2 === 0 ? `1+0.06*${progress}` : `1.06-0.06*${progress}`
  const drift = index % 4 < 2 ? `(0.4+0.2*${progress})` : `(0.6-0.2*${progress})`
  return `zoompan=z='${zoom}':x='(iw-iw/zoom)*${drift}':y='(ih-ih/zoom)*0.5':d=${frames}:s=${plan.width}x${plan.height}:fps=${FRAME_RATE}`
}

/** Plays a clip from its beginning, filling the canvas; its last frame stays when it is too short. */
function moving(plan: RenderPlan, shownMs: number): string {
  const { width, height } = plan
  return `fps=${FRAME_RATE},scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height},setsar=1,tpad=stop_mode=clone:stop_duration=${seconds(shownMs)},trim=duration=${seconds(shownMs)}`
}

function drawTitles({ plan, clips, titles }: Scene): string[] {
  return titles.flatMap((title, index) => {
    const under = `under${clips.length + index}`
    const isLast = index === titles.length - 1
    const shownMs = Math.max(40, Math.min(title.durationMs, plan.durationMs - title.startMs))
    const fadeMs = Math.min(TITLE_FADE_MS, shownMs / 2)
    const frames = Math.round((shownMs / 1000) * FRAME_RATE)
    const fades = `fade=t=in:st=0:d=${seconds(fadeMs)}:alpha=1,fade=t=out:st=${seconds(shownMs - fadeMs)}:d=${seconds(fadeMs)}:alpha=1`
    return [
      `[${clips.length + index}:v]format=yuva420p,loop=loop=${frames}:size=1:start=0,setpts=N/${FRAME_RATE}/TB,trim=duration=${seconds(shownMs)},${fades},setpts=PTS-STARTPTS+${seconds(title.startMs)}/TB[title${index}]`,
      `[${under}][title${index}]overlay=x=0:y=${title.topPx}:eof_action=pass${isLast ? ',format=yuv420p[picture]' : `[under${clips.length + index + 1}]`}`,
    ]
  })
}

function drawSound({ plan, clips, titles, musicPath }: Scene): string {
  const length = seconds(plan.durationMs)
  if (plan.music === null) return `anullsrc=r=44100:cl=stereo,atrim=duration=${length}[sound]`
  const fadeMs = Math.min(800, plan.durationMs / 4)
  const fades = `afade=t=in:st=0:d=${seconds(fadeMs / 2)},afade=t=out:st=${seconds(plan.durationMs - fadeMs)}:d=${seconds(fadeMs)}`
  const source =
    musicPath === null
      ? musicBed(plan.music, length)
      : `[${clips.length + titles.length}:a]aresample=44100,atrim=duration=${length},apad,atrim=duration=${length}`
  return `${source},volume=${plan.music.volume.toFixed(3)},${fades}[sound]`
}

/** Four soft chords over a slow beat. Tempo and pitch belong to the name, so that Lo-fi and Jazz differ. */
function musicBed(music: MusicPlan, length: string): string {
  const seed = [...music.name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973, 7)
  const root = (165 * 2 ** ((seed % 7) / 12)).toFixed(2)
  const bar = (1.6 + (seed % 5) * 0.2).toFixed(1)
  const step = `mod(floor(t/${bar}),4)`
  const pitch = `${root}*pow(2,(-4*eq(${step},1)+3*eq(${step},2)-2*eq(${step},3))/12)`
  const tone = (ratio: number, level: number): string => `${level}*sin(2*PI*t*${ratio}*ld(0))`
  const swell = `min(1,mod(t,${bar})*12)*exp(-0.7*mod(t,${bar}))`
  const beat = `0.25*sin(2*PI*55*t)*exp(-14*mod(t,${bar}/2))`
  const chord = `st(0,${pitch})*0+(${[tone(1, 0.34), tone(1.5, 0.24), tone(2, 0.18), tone(2.25, 0.1)].join('+')})*${swell}`
  // Half the usual rate: nothing above 2.4 kHz is left, and the expression is what costs time.
  return `aevalsrc=exprs='${chord}+${beat}':s=22050:d=${length},lowpass=f=2400`
}
