import { describe, expect, it } from 'vitest'
import { CHINESE, ENGLISH } from './recorded-replies.fixture.ts'
import { shownReply } from './shown-reply.ts'

const RECORDED = [...ENGLISH, ...CHINESE]
const wordsOf = (text: string): string[] => text.match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []

/** Whether `part` holds nothing but words of `whole`, in their order. */
function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0
  for (const word of whole) if (word === part[found]) found += 1
  return found === part.length
}

/** What tells people to do something on a screen; what is quoted or listed as a title is content. */
const DIRECTIONS = [
  /\b(?:click|press|hit|tap|drag|right-click) (?:the|on|and|\*\*|export|play)/i,
  /\b(?:preview|view|see|watch) (?:it|the result|them) in\b/i,
  /\b(?:check|visit|open) (?:your|the) (?:account|billing|timeline|editor|project)/i,
  /nemovideo\.com\/workspace/,
  /export button (?:is|at|in)/i,
  /点击(?:右上角|导出|播放)|拖[动拽入](?:音量|滑块|边缘|素材)|双击片段|右键/,
  /在时间线中?预览|导出按钮|充值页面|账户页面|打开(?:时间线|项目)/,
]
const withoutQuotes = (text: string): string => text.replace(/"[^"]*"|“[^”]*”/g, '')

describe('what NEMO said, as people see it', () => {
  it.each(ENGLISH)('in English: %j is shown as %j', (said, shown) => {
    expect(shownReply(said)).toBe(shown)
  })

  it.each(CHINESE)('in Chinese: %j is shown as %j', (said, shown) => {
    expect(shownReply(said)).toBe(shown)
  })

  it.each(RECORDED)('%j gains no word, and keeps its order', (said) => {
    expect(isWithin(wordsOf(shownReply(said)), wordsOf(said))).toBe(true)
  })

  it.each(RECORDED)('%j is the same when it is shown again', (said) => {
    const shown = shownReply(said)
    expect(shownReply(shown)).toBe(shown)
  })

  it.each(RECORDED)('%j holds no direction any more', (said) => {
    const shown = withoutQuotes(shownReply(said))
    for (const direction of DIRECTIONS) expect(shown).not.toMatch(direction)
  })
})

describe('whatever two replies follow each other', () => {
  const pairs = RECORDED.flatMap((one, index) => {
    const other = RECORDED[(index * 7 + 3) % RECORDED.length]
    return other === undefined ? [] : [[one, other] as const]
  })

  it.each(pairs)('each is shown as it is alone: %j, %j', ([first, firstShown], [second, secondShown]) => {
    const parts = [firstShown, secondShown].filter((part) => part !== '')
    expect(shownReply(`${first}\n\n${second}`)).toBe(parts.join('\n\n'))
  })
})

/** Repeatable: the same mixes in each run. */
function* mixes(count: number): Generator<string> {
  const pieces = RECORDED.flatMap(([said]) => said.split(/(?<=[\s，。：；,.:;—()（）*])/))
  let state = 42
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 0x7fffffff
    return state % below
  }
  for (let made = 0; made < count; made++)
    yield Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join('')
}

describe('a reply of any form', () => {
  it('gains no word, and is the same when it is shown again, however its pieces are mixed', () => {
    for (const said of mixes(5_000)) {
      const shown = shownReply(said)
      expect(isWithin(wordsOf(shown), wordsOf(said)), said).toBe(true)
      expect(shownReply(shown), said).toBe(shown)
    }
  })

  it.each(['', '   \n\t ', '\n\n\n'])('without words is nothing: %j', (said) => expect(shownReply(said)).toBe(''))

  it.each(['```\nclick Export\n```', '| Step | Done |\n| --- | --- |\n| Click Export | yes |'])(
    'keeps code and tables as they are: %j',
    (said) => expect(shownReply(said)).toBe(said),
  )

  it.each([
    ['spaces', ' '],
    ['brackets', '('],
    ['quotes', '“'],
    ['straight quotes', '"a'],
    ['commas', 'a, '],
    ['stops', 'a. '],
    ['lines', 'a:\n'],
    ['blank lines', '\n'],
    ['headings', '# a\n'],
    ['bold', '**a** '],
    ['dashes', ' - '],
    ['links', '[a](https://nemovideo.com/workspace/'],
    ['directions', 'Click Export. '],
    ['openers', 'and then you can '],
    ['nested directions', 'To export:\n'],
    ['Chinese directions', '你可以点击导出，'],
    ['Chinese openers', '请您可以'],
    ['emoji', '👉'],
    ['items', '1. Click Export\n'],
  ])('comes to its end when it is 200,000 characters of %s', (_what, piece) => {
    const said = `x ${piece.repeat(Math.ceil(200_000 / piece.length))}y click Export`
    const shown = shownReply(said)
    expect(shown.length).toBeLessThanOrEqual(said.length)
    expect(shownReply(said)).toBe(shown)
  })
})
