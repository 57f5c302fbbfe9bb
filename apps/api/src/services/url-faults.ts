import { type Fault, faultAt, type Path } from '@nemo-batch/contracts'
import { type AddressPolicy, checkUrl } from '@nemo-batch/webhooks'

/** What is wrong with an address that a caller wants the service to ask or to tell, as far as it shows without asking. */
export function urlFaults(url: string, path: Path, policy: AddressPolicy): Fault[] {
  const problem = checkUrl(url, policy)
  return problem === null ? [] : [faultAt(path, problem.code, problem.message)]
}
