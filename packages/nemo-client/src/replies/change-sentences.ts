import { isChinese } from '@nemo-batch/domain'
import type { Change, Label, Size } from '../draft/find-changes.ts'
import type { TrackType } from '../draft/read-draft.ts'
import { seconds } from '../draft/wording.ts'

type Span = { readonly startMs: number; readonly endMs: number }

/** Whole sentences, with their full stops, in one language. */
export type ChangeSentences = {
  readonly one: (change: Change) => string
  readonly clipsAdded: (count: number, span: Span) => string
  readonly clipsRemoved: (count: number) => string
  readonly clipsTimed: (count: number) => string
  readonly more: (count: number) => string
  /** What stands between two sentences. */
  readonly gap: string
}

const percents = (volume: number): number => Math.round(volume * 100)
const spanOf = ({ startMs, endMs }: Span): string => `${seconds(startMs)}–${seconds(endMs)}`
const sizeOf = ({ width, height }: Size): string => `${width} × ${height}`
/** A first draft has no duration before it. */
const turnFrom = (beforeMs: number, unit: string): string => (beforeMs === 0 ? '' : `${seconds(beforeMs)} ${unit} → `)
const times = (count: number): string => (count > 1 ? ` × ${count}` : '')

const ENGLISH_KINDS = {
  video: 'clip',
  audio: 'background music',
  text: 'title',
  other: 'element',
} as const satisfies Record<TrackType, string>

const CHINESE_KINDS = { video: '片段', audio: '背景音乐', text: '标题', other: '元素' } as const satisfies Record<
  TrackType,
  string
>

const inEnglish = ({ words, isQuoted }: Label): string => (isQuoted ? `“${words}”` : (words ?? 'untitled'))
const englishThing = ({ type, label }: { type: TrackType; label: Label }): string =>
  `${ENGLISH_KINDS[type]} ${inEnglish(label)}`
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function english(change: Change): string {
  switch (change.kind) {
    case 'added': {
      const { type, label, segment } = change
      if (type !== 'audio') return `Added ${englishThing(change)} (${spanOf(segment)} s).`
      const volume = segment.volume === null ? '' : ` at ${percents(segment.volume)} %`
      return `Background music: ${inEnglish(label)}${volume}.`
    }
    case 'removed':
      return `Removed ${englishThing(change)}.`
    case 'transition_added':
      return `Added transition ${change.name}${times(change.count)}.`
    case 'transition_removed':
      return `Removed transition ${change.name}${times(change.count)}.`
    case 'moved':
      return `${capital(englishThing(change))}: ${spanOf(change.before)} s → ${spanOf(change.after)} s.`
    case 'volume':
      return `Volume of ${englishThing(change)}: ${percents(change.before)} % → ${percents(change.after)} %.`
    case 'order':
      return 'Order changed.'
    case 'duration':
      return `Duration: ${turnFrom(change.before, 's')}${seconds(change.after)} s.`
    case 'size':
      return `Size: ${sizeOf(change.before)} → ${sizeOf(change.after)}.`
    case 'adjusted':
      return `Adjusted ${englishThing(change)}.`
    case 'adjusted_whole':
      return 'Adjusted the look of the whole video.'
  }
}

/** A space stands between Chinese and other words, and none before a quotation mark. */
function chineseThing({ type, label: { words, isQuoted } }: { type: TrackType; label: Label }): string {
  return isQuoted ? `${CHINESE_KINDS[type]}“${words}”` : `${CHINESE_KINDS[type]} ${words ?? '未命名'}`
}

function chinese(change: Change): string {
  switch (change.kind) {
    case 'added': {
      const { type, label, segment } = change
      if (type !== 'audio') return `添加了${chineseThing(change)}（${spanOf(segment)} 秒）。`
      const volume = segment.volume === null ? '' : `，音量 ${percents(segment.volume)}%`
      return `背景音乐：${label.words ?? '未命名'}${volume}。`
    }
    case 'removed':
      return `移除了${chineseThing(change)}。`
    case 'transition_added':
      return `添加了转场 ${change.name}${times(change.count)}。`
    case 'transition_removed':
      return `移除了转场 ${change.name}${times(change.count)}。`
    case 'moved':
      return `${chineseThing(change)}：${spanOf(change.before)} 秒 → ${spanOf(change.after)} 秒。`
    case 'volume':
      return `${chineseThing(change)} 的音量：${percents(change.before)}% → ${percents(change.after)}%。`
    case 'order':
      return '顺序已调整。'
    case 'duration':
      return `时长：${turnFrom(change.before, '秒')}${seconds(change.after)} 秒。`
    case 'size':
      return `画面尺寸：${sizeOf(change.before)} → ${sizeOf(change.after)}。`
    case 'adjusted':
      return `调整了${chineseThing(change)}。`
    case 'adjusted_whole':
      return '调整了整个视频的效果。'
  }
}

const ENGLISH: ChangeSentences = {
  one: english,
  clipsAdded: (count, span) => `Added ${count} clips (${spanOf(span)} s).`,
  clipsRemoved: (count) => `Removed ${count} clips.`,
  clipsTimed: (count) => `Changed the length of ${count} clips.`,
  more: (count) => `And ${count} more changes.`,
  gap: ' ',
}

const CHINESE: ChangeSentences = {
  one: chinese,
  clipsAdded: (count, span) => `添加了 ${count} 个片段（${spanOf(span)} 秒）。`,
  clipsRemoved: (count) => `移除了 ${count} 个片段。`,
  clipsTimed: (count) => `调整了 ${count} 个片段的时长。`,
  more: (count) => `另有 ${count} 处改动。`,
  gap: '',
}

/** Chinese for any `zh…` language, English for all others. */
export const sentencesFor = (language: string): ChangeSentences => (isChinese(language) ? CHINESE : ENGLISH)
