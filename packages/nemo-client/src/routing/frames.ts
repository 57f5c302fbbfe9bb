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
  /** A "not" in it asks all the same: `is it not done yet`. Elsewhere it takes the request back. */
  readonly evenNegated?: true
}

/** Talk that any request may hold. */
const TALK: readonly WordClass[] = ['filler', 'number', 'inquiry']
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
    evenNegated: true,
  },
  // Without 'object', which makes "balance it" an edit.
  { asks: 'credits', needs: [['credits']], beside: [...TALK, 'look', 'account', 'progress', 'status'] },
  { asks: 'credits', needs: [['account'], ['look']], beside: TALK },

  {
    asks: 'status',
    needs: [['status']],
    beside: [...QUESTION, 'video', 'object', 'export', 'upload', 'progress', 'done'],
    end: 'about',
  },
  { asks: 'status', needs: [['timeline'], ['look']], beside: [...QUESTION, 'status', 'video', 'selection', 'gain'] },
  { asks: 'status', needs: [['timeline']], beside: TALK },
  {
    asks: 'status',
    needs: [['inquiry'], ['done']],
    beside: [...TALK, 'video', 'object', 'export', 'upload', 'progress', 'make'],
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
    needs: [['upload']],
    beside: [...QUESTION, 'object', 'media', 'selection', 'link', 'gain', 'aVideo'],
    end: 'about',
  },
  { asks: 'upload', needs: [['handOver'], ['media']], beside: [...TALK, 'object', 'selection', 'link', 'where'] },

  { asks: 'export', needs: [['export'], ['where'], ['button']], beside: [...QUESTION, 'video'] },
  {
    asks: 'export',
    needs: [['export']],
    beside: [...TALK, 'object', 'video', 'deliverable', 'send', 'gain', 'where'],
    end: 'circumstance',
  },
  {
    asks: 'export',
    needs: [['send'], ['video', 'deliverable', 'object']],
    beside: [...TALK, 'gain'],
    end: 'circumstance',
  },
  {
    asks: 'export',
    needs: [['gain'], ['video', 'deliverable']],
    beside: [...TALK, 'object', 'where'],
    end: 'circumstance',
  },
]
