import { describe, expect, it } from 'vitest'
import type { MediaFile } from '../media/media-file.ts'
import { readInstruction } from '../understanding/read-instruction.ts'
import { applyInstruction } from './apply-instruction.ts'
import { AUDIO, type Draft, TEXT, trackOf, VIDEO } from './draft.ts'

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
const edit = (draft: Draft | null, text: string, files: readonly MediaFile[] = three) =>
  applyInstruction({ draft, files, instruction: readInstruction(text), text, longestSide: 1280 })
const pictures = (draft: Draft) => trackOf(draft, VIDEO)?.sg ?? []
const names = (draft: Draft) => pictures(draft).map((segment) => segment.m?.title)

describe('the first instruction', () => {
  it('lays the photos out in upload order, over exactly the time asked for', () => {
    const { draft } = edit(null, 'a smooth 10-second video with transitions')
    expect(draft.d).toBe(10_000)
    expect(names(draft)).toEqual(['coffee.jpg', 'cat.jpg', 'rocket.jpg'])
    expect(pictures(draft).reduce((sum, segment) => sum + (segment.d ?? 0), 0)).toBe(10_000)
    expect(pictures(draft).map((segment) => segment.tr?.type)).toEqual([undefined, 'crossfade', 'crossfade'])
  })

  it('gives each photo three seconds on a vertical canvas when nothing is said', () => {
    const { draft } = edit(null, 'make a nice video')
    expect(draft).toMatchObject({ d: 9_000, m: { width: 720, height: 1280 } })
  })

  it('adds the music at its volume and the title', () => {
    const { draft } = edit(null, '15 s, lo-fi background music at 35%, title "Spring"')
    expect(trackOf(draft, AUDIO)?.sg).toMatchObject([{ s: 0, d: 15_000, m: { name: 'Lo-fi', volume: 0.35 } }])
    expect(trackOf(draft, TEXT)?.sg).toMatchObject([{ s: 0, d: 3_000, m: { text: 'Spring' } }])
  })
})

describe('a later instruction', () => {
  const first = edit(null, '15 s, lo-fi music at 35%, title "Spring", transitions').draft

  it.each([
    ['make it 10 seconds', (draft: Draft) => expect(draft.d).toBe(10_000)],
    ['remove the music', (draft: Draft) => expect(trackOf(draft, AUDIO)).toBeUndefined()],
    ['remove the title', (draft: Draft) => expect(trackOf(draft, TEXT)).toBeUndefined()],
    ['make the title bigger', (draft: Draft) => expect(trackOf(draft, TEXT)?.sg[0]?.m?.scale).toBe(1.4)],
    [
      '音量调到50%',
      (draft: Draft) => expect(trackOf(draft, AUDIO)?.sg[0]?.m).toMatchObject({ name: 'Lo-fi', volume: 0.5 }),
    ],
    ['make it square', (draft: Draft) => expect(draft.m).toMatchObject({ width: 1280, height: 1280 })],
    ['reverse the order', (draft: Draft) => expect(names(draft)).toEqual(['rocket.jpg', 'cat.jpg', 'coffee.jpg'])],
    ['hard cuts', (draft: Draft) => expect(pictures(draft).some((segment) => segment.tr !== undefined)).toBe(false)],
  ])('"%s" changes just that', (text, check) => {
    const before = structuredClone(first)
    const { draft } = edit(first, text)
    check(draft)
    expect(draft).not.toEqual(first)
    expect(first).toEqual(before)
  })

  it('takes in photos that were uploaded since', () => {
    const { draft, changes } = edit(first, 'keep going', [...three, photo('coins')])
    expect(names(draft)).toEqual(['coffee.jpg', 'cat.jpg', 'rocket.jpg', 'coins.jpg'])
    expect(changes).toContainEqual({ kind: 'added', pictures: 1 })
  })

  it('changes something even when nothing was understood', () => {
    const { draft } = edit(first, 'give it more soul')
    expect(draft).not.toEqual(first)
    expect(draft.t).toEqual(first.t)
  })
})
