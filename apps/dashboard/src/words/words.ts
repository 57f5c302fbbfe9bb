import type en from './en/index.ts'

export type AllWords = typeof en

/** Of a language, what English has, word for word. */
export type Words<Namespace extends keyof AllWords> = Told<AllWords[Namespace]>
type Told<Part> = { readonly [Key in keyof Part]: Part[Key] extends string ? string : Told<Part[Key]> }
