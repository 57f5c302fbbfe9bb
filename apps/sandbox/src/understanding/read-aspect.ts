export type Aspect = { readonly width: number; readonly height: number }

const RATIO = /(?<![\d.:])(\d{1,2})\s*[:：x×比]\s*(\d{1,2})(?![\d.:])/giu
const KNOWN = new Set(['9:16', '16:9', '1:1', '4:5', '5:4', '4:3', '3:4', '2:3', '3:2', '21:9'])

/** Reads `9:16`, `vertical`, `竖屏`, `square` …; null when no shape is asked for. */
export function readAspect(text: string): Aspect | null {
  for (const match of text.matchAll(RATIO))
    if (KNOWN.has(`${match[1]}:${match[2]}`)) return { width: Number(match[1]), height: Number(match[2]) }
  if (/\b(?:vertical|portrait|tiktok|reels?|shorts)\b|竖屏|竖版|竖向|抖音/i.test(text)) return { width: 9, height: 16 }
  if (/\b(?:horizontal|landscape|wide-?screen|youtube)\b|横屏|横版|横向/i.test(text)) return { width: 16, height: 9 }
  if (/\bsquare\b|方形|正方/i.test(text)) return { width: 1, height: 1 }
  return null
}
