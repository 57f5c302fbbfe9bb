import { present, readChoice } from '../../search-params.ts'
import { jobFilter } from '../jobs/search.ts'

/** Without an order, those that need attention come first. */
export const batchSearch = (given: Record<string, unknown>) =>
  present({ ...jobFilter(given), order: readChoice(given.order, ['position']) })
export type BatchSearch = ReturnType<typeof batchSearch>
/** Which of a batch's jobs. */
export type RowFilter = Omit<BatchSearch, 'order'>
