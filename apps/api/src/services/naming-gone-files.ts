import { FileGone } from '@nemo-batch/database'
import { invalidInput } from '../problems.ts'

/** @throws ApiProblem `invalid_input` for a file of `whose` that was deleted between the check and the write */
export async function namingGoneFiles<T>(whose: 'batch' | 'steps', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof FileGone)) throw error
    throw invalidInput([{ path: '', code: 'file_not_found', message: `A file of the ${whose} was deleted meanwhile` }])
  }
}
