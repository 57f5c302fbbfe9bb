/**
 * What a word can do in a sentence about a video. A word may be of several classes: "show" asks to see something or
 * tells to put something into the picture, and what stands around it decides.
 */
export type WordClass =
  /** asks for the finished video by itself: export, download */
  | 'export'
  /** brings something to somebody: send, email */
  | 'send'
  /** gets something from somebody: get, give me, save */
  | 'gain'
  /** the video as a whole, not a new one */
  | 'video'
  /** a video among others, or one to be made */
  | 'aVideo'
  /** what a finished video comes as: file, link, mp4 */
  | 'deliverable'
  | 'credits'
  /** how much of them: left, enough, cost, top up */
  | 'amount'
  | 'account'
  | 'status'
  /** the timeline and its tracks */
  | 'timeline'
  /** asks to be shown or told: show, check, what */
  | 'look'
  /** begins a question whether something has come to its end: is it, has the */
  | 'inquiry'
  | 'done'
  /** asks for the progress by itself: how far, 好了吗 */
  | 'progress'
  | 'upload'
  /** hands over, and means an upload when photos are handed over: 传, send you */
  | 'handOver'
  /** what can be uploaded */
  | 'media'
  /** how many and which of them: three, another, my own */
  | 'selection'
  | 'where'
  | 'button'
  /** what a message is padded with and that says nothing by itself: please, can you, now */
  | 'filler'
  /** stands for what was spoken of: it, this */
  | 'object'
  | 'praise'
  /** tells what has been, and so wants no change: sent, waited */
  | 'told'
  | 'negation'
  /** makes the video another one: add, remove, shorter, too */
  | 'edit'
  /** the same, so general that its negation says that all is well: change, fix, 改 */
  | 'change'
  /** makes something new, or is only what is paid for */
  | 'make'
  /** what a video is put together of: title, music, corner */
  | 'element'
  /** begins what may follow on a request to export, in free words: for, because, 给 */
  | 'circumstance'
  /** begins what a status is of, in free words */
  | 'about'
  /** begins how something is to become, so that free words after it are no circumstance: in, as, with */
  | 'manner'
  /** makes a question, in English where it begins a clause, in Chinese anywhere: how, does, 吗 */
  | 'question'
  | 'link'
  /** words in quotes */
  | 'content'
  | 'number'
  /** ends a clause: a sign or a word like "and" */
  | 'break'

/** The words of one language: for each class a list, separated by commas. */
export type Words = Readonly<Partial<Record<WordClass, string>>>
