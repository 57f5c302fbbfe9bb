import { describe, expect, it } from 'vitest'
import { describeChanges } from './describe-changes.ts'
import { fingerprint } from './fingerprint.ts'
import { isExportable, isReadable, readDraft } from './read-draft.ts'
import { summarise } from './summarise.ts'

const clip = (title: string, d = 5_000, extra: object = {}) => ({ id: title, d, m: { title }, ...extra })
const video = (...sg: object[]) => ({ tt: 0, sg })
const music = (name: string, volume: number) => ({ tt: 1, sg: [{ s: 0, d: 10_000, m: { name, volume } }] })
const title = (text: string, d = 3_000) => ({ tt: 7, sg: [{ s: 0, d, m: { text } }] })
const draft = (d: number, ...t: object[]) => ({ d, m: { width: 1080, height: 1920 }, t })
const changes = (before: unknown, after: unknown, language = 'en') =>
  describeChanges(readDraft(before), readDraft(after), language)

describe('reading a draft', () => {
  it('reads the documented fields, from an object and from its JSON text alike', () => {
    const raw = draft(10_000, video(clip('a.jpg'), clip('b.jpg')), music('Lo-fi', 0.35), title('Spring'))
    expect(readDraft(JSON.stringify(raw))).toEqual(readDraft(raw))
    expect(readDraft(raw)).toMatchObject({
      durationMs: 10_000,
      width: 1080,
      height: 1920,
      tracks: [
        {
          type: 'video',
          segments: [
            { startMs: 0, endMs: 5_000, name: 'a.jpg' },
            { startMs: 5_000, endMs: 10_000 },
          ],
        },
        { type: 'audio', segments: [{ name: 'Lo-fi', volume: 0.35 }] },
        { type: 'text', segments: [{ text: 'Spring', startMs: 0, endMs: 3_000 }] },
      ],
    })
  })
  it.each(['s', 'st', 'start'])('finds the start of a segment in %s', (field) => {
    expect(readDraft({ t: [video({ [field]: 1_500, d: 500 })] }).tracks[0]?.segments[0]).toMatchObject({
      startMs: 1_500,
      endMs: 2_000,
    })
  })
  it.each([
    [0.35, 0.35],
    [35, 0.35],
    ['35', 0.35],
    [1, 1],
    [900, 1],
    [-1, null],
    ['loud', null],
  ])('reads the volume %j as %j', (volume, read) => {
    expect(readDraft({ t: [{ tt: 1, sg: [{ d: 1, m: { volume } }] }] }).tracks[0]?.segments[0]?.volume).toBe(read)
  })
  it('names a clip by its file when nothing else does', () => {
    expect(
      readDraft({ t: [video({ d: 1, m: { path: 'https://cdn.example/x/photo.jpg?sig=1' } })] }).tracks[0]?.segments[0]
        ?.name,
    ).toBe('photo.jpg')
  })
  it.each([
    null,
    undefined,
    '',
    'null',
    '{',
    5,
    [],
    {},
    { t: 5 },
    { t: [null, 5, { sg: 7 }] },
    { t: [{ sg: [null, 'x'] }], d: 1e300 },
  ])('reads %j without failing, as nothing to export', (raw) => {
    expect(isExportable(readDraft(raw))).toBe(false)
    expect(readDraft(raw).durationMs).toBe(0)
  })
  it('can be exported when any track holds a segment', () => {
    expect(
      isExportable(
        readDraft({
          t: [
            { tt: 7, sg: [] },
            { tt: 99, sg: [{}] },
          ],
        }),
      ),
    ).toBe(true)
    expect(isExportable(null)).toBe(false)
  })
})

describe('a draft with wrong types in it', () => {
  it.each([
    [{ d: {}, t: [{ tt: {}, sg: [{ s: {}, d: {} }] }] }],
    [{ d: 1e300, t: [{ tt: 1e300, sg: [{ s: 1e300, d: 1e300 }] }] }],
    [{ d: 'soon', t: [{ tt: 0, sg: [{}] }] }],
    ['{"t":"tracks"}'],
  ])('is not readable: %j', (raw) => expect(isReadable(raw)).toBe(false))

  it.each([
    [null],
    ['nope'],
    [{ d: 5_000, t: [] }],
    [{ d: '5000' }],
    [{ t: [{ sg: [{ unheard_of: 1 }] }] }],
    [{ d: -1, t: [{ tt: 0, sg: [{ d: 2_000 }] }] }],
  ])('is told from what is merely undocumented or absent: %j', (raw) => expect(isReadable(raw)).toBe(true))
})

describe('the summary', () => {
  it('is worded as people know it', () => {
    const raw = draft(10_000, video(clip('city timelapse', 10_000)), music('Lo-fi', 0.35), title('Urban Dreams'))
    expect(summarise(readDraft(raw))).toBe(
      'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)',
    )
  })
  it('lists several clips, half seconds, and what has no name', () => {
    expect(summarise(readDraft({ t: [video(clip('a', 2_500), { d: 2_500 })] }))).toBe(
      'Timeline (1 track): 1. Video: a (0-2.5s), untitled (2.5-5s)',
    )
  })
  it('says how many it leaves out, and copes with none', () => {
    expect(summarise(readDraft({ t: [video(...Array.from({ length: 8 }, () => clip('a')))] }))).toContain('and 3 more')
    expect(summarise(readDraft(null))).toBe('Timeline (0 tracks)')
    expect(summarise(readDraft({ t: [video()] }))).toBe('Timeline (1 track): 1. Video: empty')
  })
})

describe('the fingerprint', () => {
  it('is the same for other key orders and for the JSON text', () => {
    const one = fingerprint({ a: 1, b: [{ c: 2, d: 3 }] })
    expect(fingerprint({ b: [{ d: 3, c: 2 }], a: 1 })).toBe(one)
    expect(fingerprint('{"b":[{"d":3,"c":2}],"a":1}')).toBe(one)
    expect(one).toMatch(/^[0-9a-f]{64}$/)
  })
  it('differs for any other value or order in a list', () => {
    const all = [{ a: 1 }, { a: 2 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { a: null }, 'not json']
    expect(new Set(all.map(fingerprint)).size).toBe(all.length)
  })
  it.each([null, undefined, '', '  ', 'null', {}, '{}'])('of no draft (%j) is empty', (raw) =>
    expect(fingerprint(raw)).toBe('empty'),
  )
})

describe('what changed', () => {
  const base = draft(10_000, video(clip('a.jpg'), clip('b.jpg')))

  it('is nothing between equal drafts', () => expect(changes(base, structuredClone(base))).toEqual([]))
  it('names titles that came and went', () => {
    expect(changes(base, draft(10_000, ...base.t, title('Spring')))).toEqual(['added title "Spring" (0-3s)'])
    expect(changes(draft(10_000, ...base.t, title('Spring')), base)).toEqual(['removed title "Spring"'])
  })
  it('names background music with its volume', () => {
    const loud = draft(10_000, ...base.t, music('Lo-fi', 0.5))
    const quiet = draft(10_000, ...base.t, music('Lo-fi', 0.35))
    expect(changes(base, quiet)).toEqual(['background music: Lo-fi at 35%'])
    expect(changes(loud, quiet)).toEqual(['volume of background music Lo-fi 50% → 35%'])
  })
  it('names the duration and the clips that made it longer', () => {
    expect(changes(base, draft(15_000, video(clip('a.jpg', 10_000), clip('b.jpg'))))).toEqual([
      'clip a.jpg 0-5s → 0-10s',
      'duration 10s → 15s',
    ])
  })
  it('names another order', () => {
    expect(changes(base, draft(10_000, video(clip('b.jpg'), clip('a.jpg'))))).toEqual(['order changed'])
  })
  it('does not call it another order when a clip was put before the others', () => {
    expect(changes(base, draft(15_000, video(clip('c.jpg'), clip('a.jpg'), clip('b.jpg'))))).toEqual([
      'added clip c.jpg (0-5s)',
      'duration 10s → 15s',
    ])
  })
  it('tells two clips of one name apart by their number', () => {
    expect(changes(draft(5_000, video(clip('a'))), draft(5_000, video(clip('a'), clip('a'))))).toEqual([
      'added clip a (5-10s)',
    ])
  })
  it('names transitions and sizes', () => {
    const tr = { tr: { type: 'crossfade', d: 500 } }
    expect(changes(base, draft(10_000, video(clip('a.jpg', 5_000, tr), clip('b.jpg', 5_000, tr))))).toEqual([
      'added transition crossfade × 2',
    ])
    expect(changes(base, { ...base, m: { width: 1920, height: 1080 } })).toEqual(['size 1080x1920 → 1920x1080'])
  })
  it('names what was adjusted in a way that no document describes', () => {
    const warm = draft(10_000, video(clip('a.jpg', 5_000, { filter: 'warm' }), clip('b.jpg')))
    expect(changes(base, warm)).toEqual(['adjusted clip a.jpg'])
  })
  it('names an adjustment of the whole, but not a new version number', () => {
    expect(changes(base, { ...base, m: { ...base.m, mood: 'warm' } })).toEqual(['adjusted the look of the whole video'])
    expect(changes(base, { ...base, version: 2, id: 'x' })).toEqual([])
  })
  it('speaks Chinese for zh-CN', () => {
    const after = draft(15_000, ...base.t, title('春天'), music('Lo-fi', 35))
    expect(changes(base, after, 'zh-CN')).toEqual([
      '添加了标题 "春天" (0-3s)',
      '背景音乐：Lo-fi，音量 35%',
      '时长 10s → 15s',
    ])
  })
  it('starts from nothing', () => {
    expect(describeChanges(null, readDraft(base), 'en')).toEqual([
      'added clip a.jpg (0-5s)',
      'added clip b.jpg (5-10s)',
    ])
    expect(describeChanges(null, null, 'en')).toEqual([])
  })
})
