import { present, readChoice, readText } from '../../search-params.ts'
import { spanSearch } from '../../ui/span.ts'

/** Which failures, and in what order: those that happened last first, unless it is said. */
export const errorsSearch = (given: Record<string, unknown>) => ({
  ...spanSearch(given),
  ...present({ batch_id: readText(given.batch_id), sort: readChoice(given.sort, ['most']) }),
})
export type ErrorsSearch = ReturnType<typeof errorsSearch>
