import type { WordClass } from './word-classes.ts'

export type Asked = 'export' | 'credits' | 'status' | 'upload'

/**
 * What a clause that asks for something looks like. It holds one word of each of `needs`, and besides nothing but words
 * of `beside`: a word that does not belong to asking is what the video is to be about, or how it is to become.
 */
export type Frame = {
  readonly asks: Asked
  readonly needs: readonly (readonly WordClass[])[]
  readonly beside: readonly WordClass[]
  /** After all that is needed, a word of this class opens an end in free words: `for my mother's birthday`. */
  readonly end?: WordClass
  /** Where it may hold a few words that no list has: anywhere in a question, or after all that is needed. */
  readonly strangers?: 'inQuestion' | 'afterwards'
  /** A "not" in it asks all the same: `is it not done yet`. Elsewhere it takes the request back. */
  readonly evenNegated?: true
}

/** Talk that any request may hold. */
const TALK: readonly WordClass[] = ['filler', 'number', 'inquiry', 'question']
const QUESTION: readonly WordClass[] = [...TALK, 'look', 'where']
/** What credits are spent on. */
const PAID: readonly WordClass[] = ['video', 'aVideo', 'make', 'export', 'upload', 'done', 'selection', 'object']

/** In the order in which they are tried: `has the export finished` is no export. */
export const FRAMES: readonly Frame[] = [
  {
    asks: 'credits',
    needs: [['credits'], ['amount']],
    beside: [...QUESTION, ...PAID, 'account'],
    end: 'circumstance',
    strangers: 'inQuestion',
    evenNegated: true,
  },
  // Without 'object', which makes "balance it" an edit.
  {
    asks: 'credits',
    needs: [['credits']],
    beside: [...TALK, 'look', 'account', 'progress', 'status'],
    strangers: 'inQuestion',
  },
  { asks: 'credits', needs: [['account'], ['look']], beside: TALK },

  {
    asks: 'status',
    needs: [['status']],
    beside: [...QUESTION, 'video', 'object', 'export', 'upload', 'progress', 'done', 'gain'],
    end: 'about',
    strangers: 'inQuestion',
  },
  {
    asks: 'status',
    needs: [['timeline'], ['look', 'question']],
    beside: [...QUESTION, 'status', 'video', 'selection', 'gain', 'media'],
    strangers: 'inQuestion',
  },
  { asks: 'status', needs: [['timeline']], beside: TALK },
  {
    asks: 'status',
    needs: [['inquiry'], ['done']],
    beside: [...TALK, 'video', 'object', 'export', 'upload', 'progress', 'make'],
    strangers: 'inQuestion',
    evenNegated: true,
  },
  {
    asks: 'status',
    needs: [['progress']],
    beside: [...QUESTION, 'video', 'aVideo', 'object', 'export', 'upload', 'timeline', 'done', 'status', 'make'],
    end: 'about',
    evenNegated: true,
  },

  { asks: 'upload', needs: [['upload'], ['where'], ['button']], beside: [...QUESTION, 'media'] },
  {
    asks: 'upload',
    needs: [['upload'], ['media']],
    beside: [...QUESTION, 'object', 'selection', 'link', 'gain', 'aVideo'],
    end: 'about',
    strangers: 'inQuestion',
  },
  {
    asks: 'upload',
    needs: [['upload']],
    beside: [...QUESTION, 'object', 'selection', 'link', 'gain'],
    strangers: 'inQuestion',
  },
  { asks: 'upload', needs: [['handOver'], ['media']], beside: [...TALK, 'object', 'selection', 'link', 'where'] },

  { asks: 'export', needs: [['export'], ['where'], ['button']], beside: [...QUESTION, 'video'] },
  {
    asks: 'export',
    needs: [['export'], ['video', 'deliverable', 'object']],
    beside: [...TALK, 'send', 'gain', 'where'],
    end: 'circumstance',
    strangers: 'afterwards',
  },
  {
    asks: 'export',
    needs: [['export']],
    beside: [...TALK, 'object', 'video', 'deliverable', 'send', 'gain', 'where'],
    end: 'circumstance',
    strangers: 'inQuestion',
  },
  {
    asks: 'export',
    needs: [['send'], ['video', 'deliverable']],
    beside: [...TALK, 'gain', 'object'],
    end: 'circumstance',
    strangers: 'afterwards',
  },
  { asks: 'export', needs: [['send']], beside: TALK },
  { asks: 'export', needs: [['send'], ['object']], beside: [...TALK, 'gain'], end: 'circumstance' },
  {
    asks: 'export',
    needs: [['gain'], ['video', 'deliverable']],
    beside: [...TALK, 'object', 'where'],
    end: 'circumstance',
  },
]
