import { CHINESE_PHRASES } from './chinese-phrases.fixture.ts'
import { ENGLISH_PHRASES } from './english-phrases.fixture.ts'

/** What people say, by what they want. `traps` want an edit although they hold a word that alone means something else. */
export type Phrases = Readonly<Record<'export' | 'credits' | 'status' | 'upload' | 'edit' | 'traps', readonly string[]>>

export type LabelledPhrase = {
  readonly text: string
  readonly action: 'export' | 'credits' | 'status' | 'upload' | 'edit'
  readonly language: 'English' | 'Chinese'
  readonly isTrap: boolean
}

const ACTIONS = ['export', 'credits', 'status', 'upload', 'edit'] as const

/** Several hundred phrases, each with the action that the person means. */
export const LABELLED_PHRASES: readonly LabelledPhrase[] = [
  ...labelled('English', ENGLISH_PHRASES),
  ...labelled('Chinese', CHINESE_PHRASES),
]

function labelled(language: LabelledPhrase['language'], phrases: Phrases): LabelledPhrase[] {
  return [
    ...ACTIONS.flatMap((action) => phrases[action].map((text) => ({ text, action, language, isTrap: false }))),
    ...phrases.traps.map((text) => ({ text, action: 'edit' as const, language, isTrap: true })),
  ]
}
