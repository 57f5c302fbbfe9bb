import { expect, it } from 'vitest'
import { kindOf, MAX_FILE_BYTES, refusalOf } from './check-file.ts'

const given = (path: string, sizeBytes = 10, type = '') => ({
  path,
  file: { name: path, size: sizeBytes, type } as File,
})

it.each([
  ['cup.jpg', 10, '', null],
  ['CUP.HEIC', 10, '', null],
  ['clip.mov', 10, 'video/quicktime', null],
  ['without-a-name', 10, 'image/jpeg', null],
  ['drawing.svg', 10, 'image/svg+xml', 'type'],
  ['letter.pdf', 10, 'application/pdf', 'type'],
  ['empty.jpg', 0, 'image/jpeg', 'empty'],
  ['full.jpg', MAX_FILE_BYTES, 'image/jpeg', null],
  ['large.mp4', MAX_FILE_BYTES + 1, 'video/mp4', 'size'],
] as const)('says of %s of %i bytes before it is sent: %s', (path, sizeBytes, type, refusal) => {
  expect(refusalOf(given(path, sizeBytes, type))).toBe(refusal)
})

it.each([
  ['jobs.csv', 'table'],
  ['spring/1042.jpg', 'media'],
  ['spring/.DS_Store', 'stray'],
  ['spring/Thumbs.db', 'stray'],
  ['.hidden.jpg', 'stray'],
  ['__MACOSX/1042.jpg', 'stray'],
] as const)('takes %s for %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind)
})
