import { ApiError, ConnectionError } from '@nemo-batch/sdk'

/** Nobody knows whether it was done: the answer did not come, or what answered instead stands in between. */
export const mayBeMade = (error: unknown): boolean =>
  error instanceof ConnectionError || (error instanceof ApiError && error.status >= 500)
