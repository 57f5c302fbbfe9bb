/// <reference path="../opentype.d.ts" />
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import opentype, { type Font, type PathCommand } from 'opentype.js'
import sharp from 'sharp'

const FONT_FILE = '@fontsource/zcool-qingke-huangyou/files/zcool-qingke-huangyou-chinese-simplified-400-normal.woff'
const MAX_LINES = 4

let loading: Promise<Font> | undefined

/** Read once, on the first title: unpacking takes a quarter of a second. */
const loadFont = (): Promise<Font> => {
  loading ??= readFile(createRequire(import.meta.url).resolve(FONT_FILE)).then((bytes) =>
    opentype.parse(new Uint8Array(bytes).buffer),
  )
  return loading
}

/**
 * Draws a title, English or Chinese, white with a dark edge, as a transparent PNG of the canvas' width. The letters
 * become outlines here, so neither fonts nor fontconfig need to be on the machine. @returns its height in pixels
 */
export async function drawTitle(
  text: string,
  target: string,
  canvas: { width: number; height: number },
  scale: number,
): Promise<number> {
  const font = await loadFont()
  const fontSize = Math.round(Math.min(canvas.width, canvas.height) * 0.12 * scale)
  const lines = wrap(drawable(text, font), font, fontSize, canvas.width * 0.86)
  const lineHeight = Math.round(fontSize * 1.25)
  const height = Math.min(canvas.height, lineHeight * lines.length + Math.round(fontSize * 0.5))
  const paths = lines.map((line, index) => {
    const x = (canvas.width - font.getAdvanceWidth(line, fontSize)) / 2
    return pathData(font.getPath(line, x, fontSize * 1.1 + index * lineHeight, fontSize).commands)
  })
  const edge = Math.max(2, Math.round(fontSize * 0.08))
  const outline = paths.join(' ')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${canvas.width}" height="${height}"><path d="${outline}" fill="none" stroke="#101010" stroke-opacity="0.75" stroke-width="${edge}" stroke-linejoin="round"/><path d="${outline}" fill="#ffffff"/></svg>`
  await sharp(Buffer.from(svg)).png().toFile(target)
  return height
}

/** The font library's own writer turns very small numbers into NaN, and librsvg draws nothing from there on. */
function pathData(commands: readonly PathCommand[]): string {
  return commands
    .map((command) => {
      if (command.type === 'Z') return 'Z'
      const first = 'x1' in command ? [command.x1, command.y1] : []
      const second = 'x2' in command ? [command.x2, command.y2] : []
      return command.type + [...first, ...second, command.x, command.y].map((value) => value.toFixed(2)).join(' ')
    })
    .join('')
}

/** What the font can show: accents go where the accented letter is missing, and emoji go altogether. */
function drawable(text: string, font: Font): string {
  const known = (character: string): boolean => character === ' ' || font.charToGlyphIndex(character) > 0
  const shown = [...text.normalize('NFC').replace(/\s+/g, ' ')]
    .map((character) => (known(character) ? character : character.normalize('NFD').slice(0, 1)))
    .filter(known)
  return shown.join('').trim()
}

/** Breaks at spaces, and between Chinese characters; an over-long word is broken where it must be. */
function wrap(text: string, font: Font, fontSize: number, maxWidth: number): string[] {
  const pieces = text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+|\s+/gu) ?? []
  const fits = (line: string): boolean => font.getAdvanceWidth(line.trim(), fontSize) <= maxWidth
  const lines: string[] = []
  let line = ''
  const push = (piece: string): void => {
    if (fits(line + piece) || (line === '' && [...piece].length === 1)) {
      line += piece
      return
    }
    if (line.trim() !== '') lines.push(line.trim())
    line = ''
    if (fits(piece)) line = piece.trimStart()
    else for (const character of piece.trim()) push(character)
  }
  for (const piece of pieces) push(piece)
  if (line.trim() !== '') lines.push(line.trim())
  return lines.slice(0, MAX_LINES)
}
