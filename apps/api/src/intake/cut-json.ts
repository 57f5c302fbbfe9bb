import { JOB_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-signs.ts'

/**
 * A whole value as it stands in the document: of a field of the outermost object, or (`key` null) of the list. Its bytes
 * are good as long as those of the chunk.
 */
export type JsonPiece = { readonly key: string | null; readonly bytes: Buffer }

type Place =
  | 'start'
  | 'first_key'
  | 'key'
  | 'colon'
  | 'field'
  | 'after_field'
  | 'first_element'
  | 'element'
  | 'after_element'
  | 'end'

const SPACES = [0x20, 0x0a, 0x0d, 0x09]

/**
 * Cuts a JSON document of any size into the fields of its outermost object and the elements of one list: that of the
 * field `listKey`, or the document itself. The list is told as a field that is an empty list.
 *
 * Only the outermost frame is read here; whether a piece is JSON is for its reader to say, with the parser that reads
 * everything else. That takes a quarter of the time of parsers that build the values from tokens themselves, and no
 * number, text or key can be understood in two ways.
 */
export class JsonCutter {
  readonly #listKey: string
  #place: Place = 'start'
  #key: string | null = null
  #isRootList = false
  /** Of the value that is open: what came of it in earlier chunks, and how far it is. */
  #parts: Buffer[] = []
  #partsBytes = 0
  #isOpen = false
  #isScalar = false
  #isInString = false
  #isEscaped = false
  #depth = 0

  constructor(listKey: string) {
    this.#listKey = listKey
  }

  /** @throws ApiProblem `invalid_json`, `body_too_large` */
  write(chunk: Buffer): JsonPiece[] {
    const pieces: JsonPiece[] = []
    let from = 0
    while (from < chunk.length) {
      if (!this.#isOpen) {
        from = this.#readFrame(chunk, from, pieces)
        continue
      }
      const end = this.#findEnd(chunk, from)
      const part = chunk.subarray(from, end ?? chunk.length)
      // the memory of a chunk is not ours for longer than its turn
      this.#keepPart(end === null ? Buffer.from(part) : part)
      if (end !== null) this.#close(pieces)
      from = end ?? chunk.length
    }
    return pieces
  }

  /** @throws ApiProblem `invalid_json` when the document is not at its end */
  end(): void {
    if (this.#place !== 'end') throw broken()
  }

  /** One byte outside of values. @returns where to go on: behind it, or at it when a value begins there */
  #readFrame(chunk: Buffer, index: number, pieces: JsonPiece[]): number {
    const byte = chunk[index] ?? 0
    if (SPACES.includes(byte)) return index + 1
    switch (this.#place) {
      case 'start':
        if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) throw broken()
        this.#isRootList = byte === OPEN_BRACKET
        return this.#goTo(this.#isRootList ? 'first_element' : 'first_key', index)
      case 'first_key':
      case 'key':
        if (byte === CLOSE_BRACE && this.#place === 'first_key') return this.#goTo('end', index)
        if (byte !== QUOTE) throw broken()
        return this.#openValue(byte, index)
      case 'colon':
        if (byte !== COLON) throw broken()
        return this.#goTo('field', index)
      case 'field':
        if (this.#key !== this.#listKey || byte !== OPEN_BRACKET) return this.#openValue(byte, index)
        pieces.push({ key: this.#key, bytes: Buffer.from('[]') })
        return this.#goTo('first_element', index)
      case 'after_field':
        if (byte === COMMA) return this.#goTo('key', index)
        if (byte === CLOSE_BRACE) return this.#goTo('end', index)
        throw broken()
      case 'first_element':
      case 'element':
        if (byte === CLOSE_BRACKET && this.#place === 'first_element') return this.#goTo(this.#afterList(), index)
        return this.#openValue(byte, index)
      case 'after_element':
        if (byte === COMMA) return this.#goTo('element', index)
        if (byte === CLOSE_BRACKET) return this.#goTo(this.#afterList(), index)
        throw broken()
      case 'end':
        throw broken()
    }
  }

  #afterList = (): Place => (this.#isRootList ? 'end' : 'after_field')

  #goTo(place: Place, index: number): number {
    this.#place = place
    return index + 1
  }

  #openValue(byte: number, index: number): number {
    if ([COMMA, COLON, CLOSE_BRACKET, CLOSE_BRACE].includes(byte)) throw broken()
    this.#isOpen = true
    this.#isScalar = ![QUOTE, OPEN_BRACKET, OPEN_BRACE].includes(byte)
    this.#depth = 0
    return index
  }

  /** Where the open value ends, exclusive; null when that is not in this chunk. */
  #findEnd(chunk: Buffer, from: number): number | null {
    for (let index = from; index < chunk.length; index++) {
      const byte = chunk[index]
      if (this.#isScalar) {
        if (byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || SPACES.includes(byte ?? 0)) return index
      } else if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) {
          this.#isInString = false
          if (this.#depth === 0) return index + 1
        }
      } else if (byte === QUOTE) this.#isInString = true
      else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) this.#depth++
      else if ((byte === CLOSE_BRACKET || byte === CLOSE_BRACE) && --this.#depth === 0) return index + 1
    }
    return null
  }

  #keepPart(part: Buffer): void {
    this.#partsBytes += part.length
    if (this.#partsBytes > JOB_BYTES)
      throw new ApiProblem('body_too_large', `One job, or one field, holds at most ${JOB_BYTES} bytes`)
    this.#parts.push(part)
  }

  #close(pieces: JsonPiece[]): void {
    const [first = Buffer.alloc(0)] = this.#parts
    const bytes = this.#parts.length === 1 ? first : Buffer.concat(this.#parts)
    this.#parts = []
    this.#partsBytes = 0
    this.#isOpen = false
    if (this.#place === 'key' || this.#place === 'first_key') {
      this.#key = readKey(bytes)
      this.#place = 'colon'
    } else if (this.#place === 'field') {
      pieces.push({ key: this.#key, bytes })
      this.#place = 'after_field'
    } else {
      pieces.push({ key: null, bytes })
      this.#place = 'after_element'
    }
  }
}

function readKey(bytes: Buffer): string {
  try {
    return String(JSON.parse(bytes.toString()))
  } catch {
    throw broken()
  }
}

const broken = (): ApiProblem => new ApiProblem('invalid_json', 'The body cannot be read as JSON')
