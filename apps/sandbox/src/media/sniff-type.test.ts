import { expect, it } from 'vitest'
import { sniffType } from './sniff-type.ts'

const bytes = (head: string): Uint8Array => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(64)])

it.each([
  ['\0\0\0\x20ftypisom', 'mp4'],
  ['\0\0\0\x20ftypmp42', 'mp4'],
  ['\0\0\0\x14ftypqt  ', 'mov'],
  ['\0\0\0\x08wide', 'mov'],
  ['RIFF\x10\0\0\0AVI LIST', 'avi'],
  ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm', 'webm'],
  ['\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x88matroska', 'mkv'],
  ['\xff\xd8\xff\xe0', 'jpg'],
  ['\x89PNG\r\n\x1a\n', 'png'],
  ['GIF89a', 'gif'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
  ['ID3\x04', 'mp3'],
  ['\xff\xfb\x90', 'mp3'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'wav'],
  ['\0\0\0\x20ftypM4A ', 'm4a'],
  ['\xff\xf1\x50', 'aac'],
  ['\0\0\0\x20ftypheic', null],
  ['\0\0\0\x20ftypmif1', null],
  ['\0\0\0\x20ftypavif', null],
  ['<svg xmlns="http://www.w3.org/2000/svg">', null],
  ['%PDF-1.7', null],
  ['hello world', null],
] as const)('a file that begins with %j is %s', (head, type) => {
  expect(sniffType(bytes(head))).toBe(type)
})

it('a file of a few bytes is nothing', () => {
  expect(sniffType(Buffer.from([0xff, 0xd8, 0xff]))).toBeNull()
})
