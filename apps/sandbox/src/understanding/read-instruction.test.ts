import { describe, expect, it } from 'vitest'
import { type Instruction, readInstruction } from './read-instruction.ts'

type Expected = Partial<Instruction>
const title = (text: string | null, scale: number | null = null): Expected => ({ title: { text, scale } })
const music = (name: string | null, volume: number | null = null): Expected => ({ music: { name, volume } })
const shape = (width: number, height: number): Expected => ({ aspect: { width, height } })
const transitions: Expected = { hasTransitions: true }

const PHRASES: readonly (readonly [string, Expected])[] = [
  ['Turn these images into a smooth 15-second video with transitions', { totalMs: 15_000, ...transitions }],
  ['make it 10 seconds', { totalMs: 10_000 }],
  ['15 s', { totalMs: 15_000 }],
  ['a fifteen-second clip', { totalMs: 15_000 }],
  ['twenty seconds', { totalMs: 20_000 }],
  ['1.5 minutes long', { totalMs: 90_000 }],
  ['15秒', { totalMs: 15_000, language: 'zh' }],
  ['十五秒', { totalMs: 15_000, language: 'zh' }],
  ['时长一百二十秒', { totalMs: 120_000 }],
  ['一分钟', { totalMs: 60_000 }],
  ['3 seconds per photo, 1-second crossfade', { perPhotoMs: 3_000, transitionMs: 1_000, ...transitions }],
  ['show each photo for 2 seconds', { perPhotoMs: 2_000 }],
  ['每张照片停留两秒，16:9', { perPhotoMs: 2_000, ...shape(16, 9) }],
  ['a 900-second film', { totalMs: 300_000 }],
  ['add a crossfade between them', transitions],
  ['加转场', { ...transitions, language: 'zh' }],
  ['hard cuts please', { removals: ['transitions'], hasTransitions: false }],
  ['Add lo-fi background music at 35%', music('Lo-fi', 0.35)],
  ['add BGM', music('Background music')],
  ['replace the music with soft piano', music('Piano')],
  ['背景音乐 音量35%', music(null, 0.35)],
  ['添加欢快的背景音乐，音量百分之三十', music('Upbeat', 0.3)],
  ['把音乐换成钢琴曲', music('Piano')],
  ['turn the volume down to 20%', music(null, 0.2)],
  ['quieter music', music(null, 0.2)],
  ['add a title "Spring"', title('Spring')],
  ['title: Urban Dreams', title('Urban Dreams')],
  ['加一个标题：春季新品', title('春季新品')],
  ['加字幕“新品上市”', title('新品上市')],
  ['标题改成夏日特惠', title('夏日特惠')],
  ["a title card saying 'Hello'", title('Hello')],
  ['"Sale" as the title', title('Sale')],
  ['title "Sale" for 5 seconds, 20 s in total', { ...title('Sale'), titleMs: 5_000, totalMs: 20_000 }],
  ['make the title bigger', title(null, 1.4)],
  ['标题大一点', title(null, 1.4)],
  [
    'a headline "15 seconds of jazz, remove the music"',
    { ...title('15 seconds of jazz, remove the music'), music: null, removals: [] },
  ],
  ['make it 9:16', shape(9, 16)],
  ['a 1:1 video, 8s', { ...shape(1, 1), totalMs: 8_000 }],
  ['vertical', shape(9, 16)],
  ['竖屏', shape(9, 16)],
  ['横屏', shape(16, 9)],
  ['make it square', shape(1, 1)],
  ['remove the music', { removals: ['music'], music: null }],
  ['去掉音乐', { removals: ['music'], music: null, language: 'zh' }],
  ["don't add any music", { removals: ['music'], music: null }],
  ['remove the title and add jazz music', { removals: ['title'], ...music('Jazz'), title: null }],
  ['不要标题，时长二十秒', { removals: ['title'], totalMs: 20_000, title: null }],
  ['remove the music and the title', { removals: ['music', 'title'] }],
  ['reverse the order', { isReversed: true }],
  ['倒序播放', { isReversed: true }],
  ['generate a 10s video of a cat on the beach', { wantsGeneration: true, totalMs: 10_000 }],
  ['生成一段海边的视频', { wantsGeneration: true }],
]

const NOTHING: readonly string[] = [
  "let's make it pop",
  'make it warmer',
  '',
  '🎉',
  'x'.repeat(10_000),
  '[[sandbox',
  '"'.repeat(50),
]

describe('an instruction', () => {
  it.each(PHRASES)('"%s" is understood', (phrase, expected) => {
    expect(readInstruction(phrase)).toMatchObject(expected)
  })

  it.each(NOTHING)('"%.20s" asks for nothing, and breaks nothing', (phrase) => {
    expect(readInstruction(phrase)).toEqual({
      language: 'en',
      hasTransitions: false,
      music: null,
      title: null,
      aspect: null,
      removals: [],
      isReversed: false,
      wantsGeneration: false,
    })
  })
})
