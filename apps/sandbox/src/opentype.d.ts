declare module 'opentype.js' {
  export type BoundingBox = { x1: number; y1: number; x2: number; y2: number }
  export type Path = { toPathData(decimalPlaces?: number): string; getBoundingBox(): BoundingBox }
  export type Font = {
    unitsPerEm: number
    charToGlyphIndex(character: string): number
    getAdvanceWidth(text: string, fontSize: number): number
    getPath(text: string, x: number, y: number, fontSize: number): Path
  }
  export function parse(buffer: ArrayBuffer): Font
  const opentype: { parse: typeof parse }
  export default opentype
}
