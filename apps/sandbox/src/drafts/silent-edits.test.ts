import { describeChanges, findChanges, readDraft, replyFromChanges } from '@nemo-batch/nemo-client'
import { describe, expect, it } from 'vitest'
import type { MediaFile } from '../media/media-file.ts'
import { readInstruction } from '../understanding/read-instruction.ts'
import { applyInstruction } from './apply-instruction.ts'
import type { Draft } from './draft.ts'

const photo = (name: string): MediaFile => ({
  id: `file_${name}`,
  filename: `${name}.jpg`,
  type: 'jpg',
  kind: 'image',
  path: `/nowhere/${name}.jpg`,
  sizeBytes: 1,
  sha256: name,
  width: 600,
  height: 400,
  durationMs: null,
  fps: null,
})
const three = [photo('coffee'), photo('cat'), photo('rocket')]
const edit = (draft: Draft | null, text: string, files: readonly MediaFile[]): Draft =>
  applyInstruction({ draft, files, instruction: readInstruction(text), text, longestSide: 1280 }).draft

/** What is told of an edit that was made without a word. */
const told = (before: Draft | null, text: string, language: string, files: readonly MediaFile[] = three) =>
  replyFromChanges(findChanges(readDraft(before), readDraft(edit(before, text, files))), language)

const plain = edit(null, 'a 15-second video', three)
const rich = edit(null, '15 s, lo-fi music at 50%, title "Spring", transitions', three)

const EDITS: readonly (readonly [
  edit: string,
  before: Draft | null,
  text: string,
  english: string,
  chinese: string,
])[] = [
  [
    'a first draft',
    null,
    'make a 9-second video',
    'Added clip coffee.jpg (0–3 s). Added clip cat.jpg (3–6 s). Added clip rocket.jpg (6–9 s). Duration: 9 s.',
    '添加了片段 coffee.jpg（0–3 秒）。添加了片段 cat.jpg（3–6 秒）。添加了片段 rocket.jpg（6–9 秒）。时长：9 秒。',
  ],
  [
    'a title',
    plain,
    'add a title "Urban Dreams"',
    'Added title “Urban Dreams” (0–3 s).',
    '添加了标题“Urban Dreams”（0–3 秒）。',
  ],
  [
    'music with its volume',
    plain,
    'add lo-fi background music at 35%',
    'Background music: Lo-fi at 35 %.',
    '背景音乐：Lo-fi，音量 35%。',
  ],
  [
    'a volume',
    rich,
    'turn the volume down to 20%',
    'Volume of background music Lo-fi: 50 % → 20 %.',
    '背景音乐 Lo-fi 的音量：50% → 20%。',
  ],
  ['an order', plain, 'reverse the order', 'Order changed.', '顺序已调整。'],
  [
    'a duration',
    plain,
    'make it 9 seconds',
    'Clip coffee.jpg: 0–5 s → 0–3 s. Clip cat.jpg: 5–10 s → 3–6 s. Clip rocket.jpg: 10–15 s → 6–9 s. Duration: 15 s → 9 s.',
    '片段 coffee.jpg：0–5 秒 → 0–3 秒。片段 cat.jpg：5–10 秒 → 3–6 秒。片段 rocket.jpg：10–15 秒 → 6–9 秒。时长：15 秒 → 9 秒。',
  ],
  [
    'transitions',
    plain,
    'add a crossfade between them',
    'Added transition crossfade × 2.',
    '添加了转场 crossfade × 2。',
  ],
  ['no transitions', rich, 'hard cuts please', 'Removed transition crossfade × 2.', '移除了转场 crossfade × 2。'],
  ['no music', rich, 'remove the music', 'Removed background music Lo-fi.', '移除了背景音乐 Lo-fi。'],
  ['no title', rich, 'remove the title', 'Removed title “Spring”.', '移除了标题“Spring”。'],
  ['a shape', plain, 'make it square', 'Size: 720 × 1280 → 1280 × 1280.', '画面尺寸：720 × 1280 → 1280 × 1280。'],
  ['a larger title', rich, 'make the title bigger', 'Adjusted title “Spring”.', '调整了标题“Spring”。'],
  ['a mood', plain, 'give it more soul', 'Adjusted the look of the whole video.', '调整了整个视频的效果。'],
]

describe('an edit made without a word', () => {
  it.each(EDITS)('is told in English: %s', (_edit, before, text, english) => {
    expect(told(before, text, 'en')).toBe(english)
  })

  it.each(EDITS)('is told in Chinese: %s', (_edit, before, text, _english, chinese) => {
    expect(told(before, text, 'zh-CN')).toBe(chinese)
  })

  it('is told in few words when it laid out many photos', () => {
    const many = Array.from({ length: 100 }, (_photo, index) => photo(`p${index}`))
    expect(told(null, 'a 100-second video', 'en', many)).toBe('Added 100 clips (0–100 s). Duration: 100 s.')
    expect(told(null, 'a 100-second video', 'zh', many)).toBe('添加了 100 个片段（0–100 秒）。时长：100 秒。')
  })

  it('is told by all its changes, unless it has too many', () => {
    const both = edit(plain, 'add a title "Sale", jazz music at 40%', three)
    const changes = findChanges(readDraft(plain), readDraft(both))
    expect(replyFromChanges(changes, 'en')).toBe('Background music: Jazz at 40 %. Added title “Sale” (0–3 s).')
    const many = Array.from({ length: 6 }, () => structuredClone(changes)).flat()
    expect(replyFromChanges(many, 'en')).toMatch(/%\. And 3 more changes\.$/)
    expect(replyFromChanges(many, 'zh')).toMatch(/。另有 3 处改动。$/)
  })

  it('that changed nothing is told by nothing', () => {
    expect(replyFromChanges(findChanges(readDraft(rich), readDraft(structuredClone(rich))), 'en')).toBeNull()
  })

  it('is told beside the list of its changes, one for one', () => {
    const after = readDraft(edit(plain, 'add a title "Sale", jazz music at 40%', three))
    expect(describeChanges(readDraft(plain), after, 'en')).toEqual([
      'background music: Jazz at 40%',
      'added title "Sale" (0-3s)',
    ])
  })
})
