import { type Aspect, readAspect } from './read-aspect.ts'
import { readDurations } from './read-duration.ts'
import { type MusicWish, readMusic } from './read-music.ts'
import { type Removal, readRemovals } from './read-removals.ts'
import { readTitle, type TitleWish } from './read-title.ts'

/** What an instruction asks for. A field that is missing was not spoken of. */
export type Instruction = {
  readonly language: 'en' | 'zh'
  readonly totalMs?: number
  readonly perPhotoMs?: number
  readonly transitionMs?: number
  readonly titleMs?: number
  readonly hasTransitions: boolean
  readonly music: MusicWish | null
  readonly title: TitleWish | null
  readonly aspect: Aspect | null
  readonly removals: readonly Removal[]
  readonly isReversed: boolean
  readonly wantsGeneration: boolean
}

const TRANSITIONS =
  /\btransitions?\b|\bcross-?\s?fad(?:e|es|ing)\b|\bcross-?dissolves?\b|\bdissolves?\b|\bfade\s+between\b|\bsmooth(?:ly)?\b|转场|过渡|淡入淡出|交叉溶解|平滑|流畅/i
const REVERSED =
  /\b(?:reverse|invert|flip)\b[^.;\n]{0,20}\border\b|\bin\s+reverse\b|\breversed?\s+order\b|倒序|逆序|(?:反转|颠倒|倒转)(?:一下)?(?:照片|图片)?(?:的)?顺序|顺序(?:反过来|颠倒|反转)/i
const GENERATION =
  /\b(?:generate|create|imagine|synthesi[sz]e)\b[^.;\n]{0,60}\b(?:video|clip|footage|shot|scene)\b|生成[^，。；\n]{0,30}(?:视频|短片|片段|画面)/i

/** Understands an instruction in English or Chinese, well enough for a sensible draft. Pure; never fails. */
export function readInstruction(instruction: string): Instruction {
  const text = instruction.slice(0, 4_000).normalize('NFC')
  const { removals, rest } = readRemovals(text)
  const outsideTitle = withoutQuotes(rest)
  return {
    language: /\p{Script=Han}/u.test(withoutQuotes(text)) ? 'zh' : 'en',
    ...readDurations(outsideTitle),
    hasTransitions: TRANSITIONS.test(outsideTitle),
    music: readMusic(outsideTitle),
    title: readTitle(rest),
    aspect: readAspect(outsideTitle),
    removals,
    isReversed: REVERSED.test(outsideTitle),
    wantsGeneration: GENERATION.test(outsideTitle),
  }
}

/** A title such as "15 seconds of jazz" must not be read as an instruction. */
const withoutQuotes = (text: string): string =>
  text.replace(/"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》/g, ' "…" ')
