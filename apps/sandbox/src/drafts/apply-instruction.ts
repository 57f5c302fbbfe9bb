import type { MediaFile } from '../media/media-file.ts'
import type { Aspect } from '../understanding/read-aspect.ts'
import type { Instruction } from '../understanding/read-instruction.ts'
import { AUDIO, type Draft, type Segment, TEXT, trackOf, VIDEO } from './draft.ts'

export type Change =
  | { kind: 'built'; pictures: number; durationMs: number }
  | { kind: 'length'; durationMs: number }
  | { kind: 'transitions'; transitionMs: number }
  | { kind: 'music'; name: string; volume: number }
  | { kind: 'title'; text: string }
  | { kind: 'title_size'; scale: number }
  | { kind: 'shape'; width: number; height: number }
  | { kind: 'reversed' }
  | { kind: 'added'; pictures: number }
  | { kind: 'removed'; what: 'music' | 'title' | 'transitions' }
  | { kind: 'noted' }

export type EditInput = {
  readonly draft: Draft | null
  readonly files: readonly MediaFile[]
  readonly instruction: Instruction
  readonly text: string
  /** Longest side of the canvas in pixels. */
  readonly longestSide: number
}

const PHOTO_MS = 3_000
const TRANSITION_MS = 500
const TITLE_MS = 3_000
const VERTICAL: Aspect = { width: 9, height: 16 }

/**
 * The draft after an instruction, and what was changed. The first instruction builds it from the uploads in their
 * order; later ones change what they speak of and take in what was uploaded since. The draft given is left as it is.
 */
export function applyInstruction(input: EditInput): { draft: Draft; changes: Change[] } {
  const scene = readScene(input)
  const changes: Change[] = []
  reviseClips(scene, input, changes)
  reviseMusic(scene, input, changes)
  reviseTitle(scene, input.instruction, changes)
  if (input.draft !== null && changes.length === 0) {
    scene.notes = [...scene.notes, input.text.slice(0, 500)].slice(-20)
    changes.push({ kind: 'noted' })
  }
  return { draft: writeScene(scene), changes }
}

type Clip = { fileId: string; title: string; durationMs: number }
type Scene = {
  width: number
  height: number
  clips: Clip[]
  transitionMs: number
  music: { name: string; volume: number; fileId: string | null } | null
  title: { text: string; durationMs: number; scale: number } | null
  notes: string[]
}

const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback)
const string = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback)

function readScene({ draft, longestSide }: EditInput): Scene {
  const canvas = canvasOf(VERTICAL, longestSide)
  const video = draft === null ? [] : (trackOf(draft, VIDEO)?.sg ?? [])
  const music = draft === null ? undefined : trackOf(draft, AUDIO)?.sg[0]
  const title = draft === null ? undefined : trackOf(draft, TEXT)?.sg[0]
  return {
    width: number(draft?.m?.width, canvas.width),
    height: number(draft?.m?.height, canvas.height),
    clips: video.map((segment) => ({
      fileId: string(segment.m?.file_id, ''),
      title: string(segment.m?.title, ''),
      durationMs: segment.d ?? PHOTO_MS,
    })),
    transitionMs: video.find((segment) => segment.tr !== undefined)?.tr?.d ?? 0,
    music:
      music === undefined
        ? null
        : {
            name: string(music.m?.name, 'Background music'),
            volume: number(music.m?.volume, 0.5),
            fileId: typeof music.m?.file_id === 'string' ? music.m.file_id : null,
          },
    title:
      title === undefined
        ? null
        : {
            text: string(title.m?.text, ''),
            durationMs: title.d ?? TITLE_MS,
            scale: number(title.m?.scale, 1),
          },
    notes: Array.isArray(draft?.m?.notes) ? draft.m.notes.filter((note) => typeof note === 'string') : [],
  }
}

function reviseClips(scene: Scene, { draft, files, instruction, longestSide }: EditInput, changes: Change[]): void {
  const used = new Set(scene.clips.map((clip) => clip.fileId))
  const fresh = files.filter((file) => file.kind !== 'audio' && !used.has(file.id))
  scene.clips.push(...fresh.map(clipOf))
  if (draft !== null && fresh.length > 0) changes.push({ kind: 'added', pictures: fresh.length })
  if (instruction.isReversed) {
    scene.clips.reverse()
    changes.push({ kind: 'reversed' })
  }
  if (instruction.aspect !== null) {
    Object.assign(scene, canvasOf(instruction.aspect, longestSide))
    changes.push({ kind: 'shape', width: scene.width, height: scene.height })
  }
  const before = lengthOf(scene)
  if (instruction.perPhotoMs !== undefined) for (const clip of scene.clips) clip.durationMs = instruction.perPhotoMs
  if (instruction.totalMs !== undefined) shareOut(scene.clips, instruction.totalMs)
  if (draft === null) changes.push({ kind: 'built', pictures: scene.clips.length, durationMs: lengthOf(scene) })
  else if (lengthOf(scene) !== before) changes.push({ kind: 'length', durationMs: lengthOf(scene) })
  reviseTransitions(scene, instruction, changes)
}

const clipOf = (file: MediaFile): Clip => ({
  fileId: file.id,
  title: file.filename,
  durationMs: file.durationMs === null ? PHOTO_MS : Math.max(200, Math.min(60_000, file.durationMs)),
})

function reviseTransitions(scene: Scene, instruction: Instruction, changes: Change[]): void {
  const wanted = instruction.hasTransitions || instruction.transitionMs !== undefined
  if (instruction.removals.includes('transitions')) {
    scene.transitionMs = 0
    changes.push({ kind: 'removed', what: 'transitions' })
  } else if (wanted) {
    scene.transitionMs = instruction.transitionMs ?? (scene.transitionMs || TRANSITION_MS)
    changes.push({ kind: 'transitions', transitionMs: scene.transitionMs })
  }
}

function reviseMusic(scene: Scene, { draft, files, instruction }: EditInput, changes: Change[]): void {
  const wish = instruction.music
  const upload = files.findLast((file) => file.kind === 'audio')
  if (instruction.removals.includes('music')) {
    if (scene.music !== null) changes.push({ kind: 'removed', what: 'music' })
    scene.music = null
  } else if (wish !== null && (wish.name !== null || scene.music !== null || draft === null)) {
    scene.music = {
      name: wish.name ?? scene.music?.name ?? 'Background music',
      volume: wish.volume ?? scene.music?.volume ?? 0.5,
      fileId: upload?.id ?? null,
    }
    changes.push({ kind: 'music', name: scene.music.name, volume: scene.music.volume })
  } else if (scene.music === null && upload !== undefined) {
    scene.music = { name: upload.filename, volume: 0.5, fileId: upload.id }
    changes.push({ kind: 'music', name: upload.filename, volume: 0.5 })
  }
}

function reviseTitle(scene: Scene, instruction: Instruction, changes: Change[]): void {
  if (instruction.removals.includes('title')) {
    if (scene.title !== null) changes.push({ kind: 'removed', what: 'title' })
    scene.title = null
    return
  }
  const wish = instruction.title
  if (wish?.text != null) {
    scene.title = {
      text: wish.text.slice(0, 120),
      durationMs: instruction.titleMs ?? scene.title?.durationMs ?? TITLE_MS,
      scale: wish.scale ?? scene.title?.scale ?? 1,
    }
    changes.push({ kind: 'title', text: scene.title.text })
  } else if (scene.title !== null && wish?.scale != null) {
    scene.title.scale = Math.min(3, Math.max(0.3, Math.round(scene.title.scale * wish.scale * 100) / 100))
    changes.push({ kind: 'title_size', scale: scene.title.scale })
  }
}

const lengthOf = (scene: Scene): number => scene.clips.reduce((sum, clip) => sum + clip.durationMs, 0)

/** Splits the time evenly, so that the parts add up to the whole exactly. */
function shareOut(clips: Clip[], totalMs: number): void {
  clips.forEach((clip, index) => {
    clip.durationMs = Math.round((totalMs * (index + 1)) / clips.length) - Math.round((totalMs * index) / clips.length)
  })
}

/** Even numbers of pixels, as H.264 wants them. */
function canvasOf(aspect: Aspect, longestSide: number): { width: number; height: number } {
  const scale = longestSide / Math.max(aspect.width, aspect.height)
  const even = (pixels: number): number => Math.max(2, Math.round(pixels / 2) * 2)
  return { width: even(aspect.width * scale), height: even(aspect.height * scale) }
}

function writeScene(scene: Scene): Draft {
  const durationMs = lengthOf(scene)
  let startMs = 0
  const pictures = scene.clips.map((clip, index): Segment => {
    const segment: Segment = {
      id: `seg_${index + 1}_${clip.fileId.slice(-6)}`,
      s: startMs,
      d: clip.durationMs,
      m: { title: clip.title, file_id: clip.fileId },
    }
    if (index > 0 && scene.transitionMs > 0)
      segment.tr = { type: 'crossfade', d: Math.min(scene.transitionMs, Math.floor(clip.durationMs / 2)) }
    startMs += clip.durationMs
    return segment
  })
  const draft: Draft = {
    d: durationMs,
    m: {
      title: 'project',
      width: scene.width,
      height: scene.height,
      ...(scene.notes.length > 0 ? { notes: scene.notes } : {}),
    },
    t: [{ tt: VIDEO, m: { name: 'Video' }, sg: pictures }],
  }
  if (scene.music !== null) draft.t.push(musicTrack(scene.music, durationMs))
  if (scene.title !== null) draft.t.push(titleTrack(scene.title, durationMs))
  return draft
}

const musicTrack = ({ fileId, ...music }: NonNullable<Scene['music']>, durationMs: number) => ({
  tt: AUDIO,
  m: { name: 'BGM' },
  sg: [{ id: 'seg_music', s: 0, d: durationMs, m: { ...music, ...(fileId === null ? {} : { file_id: fileId }) } }],
})

const titleTrack = (title: NonNullable<Scene['title']>, durationMs: number) => ({
  tt: TEXT,
  m: { name: 'Title' },
  sg: [
    { id: 'seg_title', s: 0, d: Math.min(title.durationMs, durationMs), m: { text: title.text, scale: title.scale } },
  ],
})
