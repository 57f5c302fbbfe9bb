import { isChinese } from '@nemo-batch/domain'
import type { TrackType } from './read-draft.ts'

/** The words in which changes are told. Labels come quoted already where they are titles. */
export type ChangePhrases = {
  readonly kinds: Record<TrackType, string>
  readonly untitled: string
  readonly added: (kind: string, label: string, span: string) => string
  readonly removed: (kind: string, label: string) => string
  readonly musicAdded: (label: string, volume: string | null) => string
  readonly volume: (kind: string, label: string, before: string, after: string) => string
  readonly moved: (kind: string, label: string, before: string, after: string) => string
  readonly transitionAdded: (name: string, count: number) => string
  readonly transitionRemoved: (name: string, count: number) => string
  readonly duration: (before: string, after: string) => string
  readonly size: (before: string, after: string) => string
  readonly order: string
  readonly adjusted: (kind: string, label: string) => string
  readonly adjustedWhole: string
}

const times = (count: number): string => (count > 1 ? ` × ${count}` : '')

const ENGLISH: ChangePhrases = {
  kinds: { video: 'clip', audio: 'background music', text: 'title', other: 'element' },
  untitled: 'untitled',
  added: (kind, label, span) => `added ${kind} ${label} (${span})`,
  removed: (kind, label) => `removed ${kind} ${label}`,
  musicAdded: (label, volume) => `background music: ${label}${volume ? ` at ${volume}` : ''}`,
  volume: (kind, label, before, after) => `volume of ${kind} ${label} ${before} → ${after}`,
  moved: (kind, label, before, after) => `${kind} ${label} ${before} → ${after}`,
  transitionAdded: (name, count) => `added transition ${name}${times(count)}`,
  transitionRemoved: (name, count) => `removed transition ${name}${times(count)}`,
  duration: (before, after) => `duration ${before} → ${after}`,
  size: (before, after) => `size ${before} → ${after}`,
  order: 'order changed',
  adjusted: (kind, label) => `adjusted ${kind} ${label}`,
  adjustedWhole: 'adjusted the look of the whole video',
}

const CHINESE: ChangePhrases = {
  kinds: { video: '片段', audio: '背景音乐', text: '标题', other: '元素' },
  untitled: '未命名',
  added: (kind, label, span) => `添加了${kind} ${label} (${span})`,
  removed: (kind, label) => `移除了${kind} ${label}`,
  musicAdded: (label, volume) => `背景音乐：${label}${volume ? `，音量 ${volume}` : ''}`,
  volume: (kind, label, before, after) => `${kind} ${label} 音量 ${before} → ${after}`,
  moved: (kind, label, before, after) => `${kind} ${label} ${before} → ${after}`,
  transitionAdded: (name, count) => `添加了转场 ${name}${times(count)}`,
  transitionRemoved: (name, count) => `移除了转场 ${name}${times(count)}`,
  duration: (before, after) => `时长 ${before} → ${after}`,
  size: (before, after) => `画面尺寸 ${before} → ${after}`,
  order: '顺序已调整',
  adjusted: (kind, label) => `调整了${kind} ${label}`,
  adjustedWhole: '调整了整个视频的效果',
}

/** Chinese for any `zh…` language, English for all others. */
export function phrasesFor(language: string): ChangePhrases {
  return isChinese(language) ? CHINESE : ENGLISH
}
