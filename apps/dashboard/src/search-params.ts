import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router'

/** @throws SyntaxError for all that is not written as a list, an object or in quotation marks */
function parseValue(text: string): unknown {
  if (!/^["[{]/.test(text)) throw new SyntaxError('plain text')
  return JSON.parse(text)
}

/**
 * Text stands in an address as it was written: `?q=001042`, and no number that was looked for loses its digits. Lists and
 * objects stand there as JSON.
 */
export const parseSearch: (search: string) => Record<string, unknown> = parseSearchWith(parseValue)
export const stringifySearch = stringifySearchWith(JSON.stringify, parseValue)

/** What an address holds under a name, when it is text. What looks like a number or a boolean was read as one. */
export const readText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) && value !== '' ? String(value) : undefined

/** The same, when it is one of what there is. */
export const readChoice = <const Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined => choices.find((choice) => choice === value)

type Present<Search> = { [Name in keyof Search]?: Exclude<Search[Name], undefined> }

/** Without the names that hold nothing, so that they do not stand in the address. */
export const present = <Search extends Record<string, unknown>>(search: Search): Present<Search> =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Present<Search>
