import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LABELLED_PHRASES, type LabelledPhrase } from './labelled-phrases.fixture.ts'
import { routeMessage } from './route-message.ts'

const ACTIONS = ['export', 'credits', 'status', 'upload', 'edit'] as const
const KEYWORDS = {
  export: ['export', '导出', 'download', 'send me the video'],
  credits: ['credits', '积分', 'balance', '余额'],
  status: ['status', '状态', 'show tracks'],
  upload: ['upload', '上传'],
} as const

const actionOf = (text: string): string => routeMessage(text).action
const isRight = ({ text, action }: LabelledPhrase): boolean => actionOf(text) === action
const shareOf = (phrases: readonly LabelledPhrase[]): number => phrases.filter(isRight).length / phrases.length

describe('the labelled phrases', () => {
  it('are routed right, at least 97 of 100 in each language and among the traps', () => {
    console.log(confusionTable())
    for (const { text, action } of LABELLED_PHRASES.filter((phrase) => !isRight(phrase))) {
      console.log(`wrong: ${JSON.stringify(text)} means ${action}, was taken for ${actionOf(text)}`)
    }
    for (const language of ['English', 'Chinese']) {
      expect(shareOf(LABELLED_PHRASES.filter((phrase) => phrase.language === language))).toBeGreaterThanOrEqual(0.97)
    }
    expect(shareOf(LABELLED_PHRASES.filter(({ isTrap }) => isTrap))).toBeGreaterThanOrEqual(0.97)
  })
  it('are many, half of them Chinese, and each is there once', () => {
    expect(new Set(LABELLED_PHRASES.map(({ text }) => text)).size).toBe(LABELLED_PHRASES.length)
    expect(LABELLED_PHRASES.length).toBeGreaterThanOrEqual(300)
    const chinese = LABELLED_PHRASES.filter(({ language }) => language === 'Chinese').length
    expect(chinese / LABELLED_PHRASES.length).toBeCloseTo(0.5, 1)
    expect(LABELLED_PHRASES.filter(({ isTrap }) => isTrap).length).toBeGreaterThanOrEqual(80)
  })
})

describe.each(ACTIONS.filter((action) => action !== 'edit'))('the keywords of %s', (action) => {
  it.each(KEYWORDS[action].flatMap(manners))('%j', (text) => {
    expect(actionOf(text)).toBe(action)
  })
})

describe('what decided', () => {
  it.each([
    ['Please export it now!', 'export', ['export', 'it']],
    ['还剩多少积分？', 'credits', ['还剩', '多少', '积分']],
    ['export and make the title bigger', 'edit', ['make', 'title', 'bigger']],
    ['a cosy café in the rain', 'edit', []],
    ['', 'edit', []],
  ])('of %j is told', (text, action, words) => {
    expect(routeMessage(text)).toEqual({ action, words })
  })
  it('is told in words of the lists, never in those of the message', () => {
    expect(routeMessage('Remove sk_live_123 and export').words.join()).not.toContain('sk_live')
  })
})

describe('words in quotes', () => {
  it.each(['"', '“”', '‘’', '「」', '『』', '《》', '«»', "'"])('in %s are content', (pair) => {
    const [open = '', close = open] = pair
    expect(actionOf(`the words ${open}export${close}`)).toBe('edit')
    expect(actionOf(`${open}export${close}`)).toBe('export')
  })
  it('do not begin at an apostrophe', () => {
    expect(actionOf("I don't need anything else, it's great. Export, and that's it!")).toBe('export')
  })
})

describe('several wishes at once', () => {
  it.each([
    ['export it and tell me how many credits are left', 'export'],
    ['先看看积分，然后导出', 'export'],
    ['how is it going? how many credits are left?', 'credits'],
    ['upload a new photo and then export', 'upload'],
    ["don't export yet, just tell me how many credits are left", 'credits'],
    ['export. no wait, do not export', 'edit'],
    ['export, and add a title', 'edit'],
  ])('%j is %s', (text, action) => {
    expect(actionOf(text)).toBe(action)
  })
})

describe('any text', () => {
  const pieces = [
    'export',
    "'",
    '"',
    '“',
    '「',
    '导出',
    '吗 ',
    'a',
    ' ',
    '\n',
    '.',
    ':',
    '9',
    '@',
    'https://',
    '🎬',
    '积',
    '分',
    'do not ',
    'ﷺ',
  ]
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((parts) => parts.join('')),
  )
  it('is routed somewhere, always to the same place', () => {
    fc.assert(
      fc.property(text, (message) => {
        expect(ACTIONS).toContain(actionOf(message))
        expect(routeMessage(message)).toEqual(routeMessage(message))
      }),
    )
  })
  it('stays an edit when an edit follows it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LABELLED_PHRASES.map((phrase) => phrase.text)), (message) => {
        expect(actionOf(`${message}\nMake the title bigger.`)).toBe('edit')
        expect(actionOf(`${message}\n把标题放大一点`)).toBe('edit')
      }),
    )
  })
  it('is what it was with more white space and other letters around', () => {
    for (const { text: message } of LABELLED_PHRASES) {
      expect(actionOf(`  ${message}\n\n`)).toBe(actionOf(message))
      expect(actionOf(message.toUpperCase())).toBe(actionOf(message))
    }
  })
  // With steps that grow with the square of the length, one of these would outlast the time that a test has.
  it.each([...pieces, 'not export ', 'how many ', "'a ", 'a.', '-', '("', '"「'])(
    'of 50,000 signs, all %j, is routed',
    (piece) => {
      const length = piece === 'ﷺ' ? 20_000 : 50_000
      expect(ACTIONS).toContain(actionOf(`${piece.repeat(length).slice(0, length)}a`))
    },
  )
})

/** The ways in which one and the same word is sent. */
function manners(keyword: string): string[] {
  const isChinese = /\p{Script=Han}/u.test(keyword)
  return [
    keyword,
    keyword.toUpperCase(),
    `  ${keyword}\n`,
    `${keyword}!!!`,
    `${keyword}。`,
    `${keyword}？`,
    `“${keyword}”`,
    `🎬 ${keyword} 🙏🏽`,
    [...keyword]
      .map((letter) => (/[!-~]/.test(letter) ? String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0) : letter))
      .join(''),
    ...(isChinese
      ? [`请${keyword}`, `${keyword}，谢谢`, `你好，${keyword}`]
      : [`${keyword} please`, `Hi! ${keyword}, thanks`, `ok, ${keyword}.`]),
  ]
}

function confusionTable(): string {
  const row = (cells: readonly (string | number)[]): string => cells.map((cell) => `${cell}`.padStart(10)).join('')
  const counted = ACTIONS.map((meant) => {
    const texts = LABELLED_PHRASES.filter(({ action }) => action === meant).map(({ text }) => text)
    return row([meant, ...ACTIONS.map((taken) => texts.filter((text) => actionOf(text) === taken).length)])
  })
  const right = LABELLED_PHRASES.filter(isRight).length
  return [`${right} of ${LABELLED_PHRASES.length} phrases are right`, row(['meant', ...ACTIONS]), ...counted].join('\n')
}
