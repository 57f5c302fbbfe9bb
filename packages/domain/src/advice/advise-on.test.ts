import { describe, expect, it } from 'vitest'
import { adviseOn, type PhotoSize } from './advise-on.ts'

const codesOf = (instructions: readonly string[], photos: readonly PhotoSize[] = []) =>
  adviseOn({ instructions, photos, language: 'en' }).map(({ code }) => code)

const sizes = (...photos: readonly (readonly [number, number])[]): PhotoSize[] =>
  photos.map(([width, height]) => ({ width, height }))

describe('instructions', () => {
  it.each([
    'make it nice',
    'Make it look good!',
    'please make the video better',
    'improve',
    "Let's improve these photos, please",
    'turn these pictures into a beautiful video',
    'MAKE ＩＴ ＮＩＣＥ',
    '做好看一点',
    '好看點',
    '做得更好',
    '帮我把这些照片做成一个漂亮的视频吧',
    '優化一下影片',
    '弄得更高级一些。',
    'make it 好看',
  ])('%j is vague', (instruction) => expect(codesOf([instruction])).toEqual(['vague_instruction']))

  it.each([
    'turn these images into a smooth 15-second video with transitions',
    'make a nice 15-second video',
    'make it better with music',
    'make a video',
    'make it shorter',
    'make it a cool tone',
    'a good morning video',
    'improve the lighting',
    'make it nice 🎄',
    'mach es schön',
    'great, thanks',
    'great, do it',
    'go on',
    '',
    '…',
    '把这些图片做成15秒的流畅视频，加转场',
    '做一个3秒的竖屏视频',
    '提升画质',
    '做一个美国旅行的视频',
    '好的',
    '好，做吧',
    '不错，就做这个',
    '漂亮',
    `make it nice${' and nice'.repeat(20)}`,
  ])('%j is let be', (instruction) => expect(codesOf([instruction])).toEqual([]))

  it('of several steps the vague one is named, once', () => {
    const [advice, ...more] = adviseOn({
      instructions: ['add music', 'improve', 'improve'],
      photos: [],
      language: 'en',
    })
    expect(advice?.message).toMatch(/^The instruction of step 2 does not say what to do\. Concrete ones work better/)
    expect(more).toEqual([])
  })
})

describe('photos', () => {
  it.each<[string, PhotoSize[], string, string]>([
    ['upright beside lying', sizes([3000, 4000], [4000, 3000]), '3:4', '4:3'],
    ['square beside wide', sizes([1920, 1080], [1000, 1000], [1500, 1000]), '1:1', '16:9'],
    ['shapes without a name', sizes([1000, 2410], [2750, 1000]), '1:2.4', '2.8:1'],
  ])('%s: their ratios are told', (_name, photos, narrowest, widest) => {
    const [advice, ...more] = adviseOn({ instructions: [], photos, language: 'en' })
    expect(advice).toMatchObject({
      code: 'mixed_aspect_ratios',
      message: expect.stringContaining(`go from ${narrowest} to ${widest}. `),
    })
    expect(more).toEqual([])
  })

  it.each<[string, PhotoSize[]]>([
    ['none', []],
    ['one', sizes([4000, 1000])],
    ['3:2 beside 4:3', sizes([3000, 2000], [4000, 3000])],
    ['square beside 3:2', sizes([1000, 1000], [1500, 1000])],
    ['a size that nobody knows', sizes([0, 0], [1500, 1000])],
  ])('%s: nothing is said', (_name, photos) => expect(codesOf([], photos)).toEqual([]))

  const small = sizes([640, 480])
  const large = sizes([1600, 1200])
  const times = (count: number, photos: PhotoSize[]) => Array.from({ length: count }, () => photos).flat()

  it('many small ones: fewer, larger ones are advised', () => {
    const photos = [...times(8, small), ...times(4, large)]
    expect(adviseOn({ instructions: [], photos, language: 'fr' })).toEqual([
      {
        code: 'many_small_photos',
        message:
          '8 of 12 photos have fewer than 800 pixels on their longer side. Fewer, larger photos make smoother motion.',
      },
    ])
  })

  it.each<[string, PhotoSize[]]>([
    ['few small ones', times(9, small)],
    ['many large ones', times(30, large)],
    ['a small part of many', [...times(4, small), ...times(6, large)]],
  ])('%s: nothing is said', (_name, photos) => expect(codesOf([], photos)).toEqual([]))
})

it('a job in Chinese is told all of it in Chinese', () => {
  const photos = Array.from({ length: 10 }, (_, place) =>
    place === 0 ? { width: 300, height: 600 } : { width: 600, height: 400 },
  )
  const advice = adviseOn({ instructions: ['improve'], photos, language: 'zh-CN' })
  expect(advice.map(({ code, message }) => `${code}: ${message.slice(0, 24)}`)).toEqual([
    'vague_instruction: 指令没有说明具体要做什么。写得具体效果更好：时长',
    'mixed_aspect_ratios: 照片的宽高比从 1:2 到 3:2，相差较大。比',
    'many_small_photos: 10 张照片中有 10 张的长边不足 800 像',
  ])
  const [ofStep] = adviseOn({ instructions: ['加音乐', '优化一下'], photos: [], language: 'zh' })
  expect(ofStep?.message).toMatch(/^第 2 步的指令没有说明/)
})
