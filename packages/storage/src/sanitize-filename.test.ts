import { describe, expect, it } from 'vitest'
import { sanitizeFilename } from './sanitize-filename.ts'

describe('sanitizeFilename', () => {
  it.each([
    ['front.jpg', 'front.jpg'],
    ['Frühling – 正面 📷.jpg', 'Frühling – 正面 📷.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\front.jpg', 'front.jpg'],
    ['/absolute/front.jpg', 'front.jpg'],
    ['a/b\\c.png', 'c.png'],
    ['front\u0000.jpg', 'front.jpg'],
    ['front\r\nContent-Type: x.jpg', 'frontContent-Type: x.jpg'],
    ['front\u202Egpj.exe', 'frontgpj.exe'],
    ['\u2066front\u2069\u200F.jpg', 'front.jpg'],
    ['\uFEFFfront\u200B.jpg', 'front.jpg'],
    ['  front.jpg  ', 'front.jpg'],
    ['e\u0301.jpg', 'é.jpg'],
    ['', 'file'],
    ['   ', 'file'],
    ['.', 'file'],
    ['..', 'file'],
    ['photos/', 'file'],
    ['\u0000\u202E', 'file'],
    ['.htaccess', '.htaccess'],
  ])('makes %j into %j', (name, expected) => {
    expect(sanitizeFilename(name)).toBe(expected)
  })

  it('cuts a long name and keeps its extension', () => {
    expect(sanitizeFilename(`${'a'.repeat(300)}.jpeg`)).toBe(`${'a'.repeat(250)}.jpeg`)
    expect(sanitizeFilename(`a.${'b'.repeat(300)}`)).toHaveLength(255)
  })

  it('never leaves half a character', () => {
    const name = sanitizeFilename(`a${'📷'.repeat(300)}.jpg`)
    expect(name.length).toBeLessThanOrEqual(255)
    expect(name.isWellFormed()).toBe(true)
    expect(sanitizeFilename('\uD83Da.jpg').isWellFormed()).toBe(true)
  })
})
