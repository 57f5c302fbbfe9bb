import type { ResourceKind } from '@nemo-batch/contracts'
import type { EndpointRefusal } from '@nemo-batch/database'
import { ApiProblem } from '../problems.ts'
import { found } from './page-request.ts'

/** What was made of a wish to send something. @throws ApiProblem that says why nothing is sent */
export function deliverable<T>(kind: ResourceKind, outcome: T | EndpointRefusal): T {
  if (outcome === 'endpoint_disabled')
    throw new ApiProblem(
      'endpoint_disabled',
      'The endpoint is disabled, so that nothing is sent to it; enable it first: PATCH it with {"enabled": true}',
    )
  if (outcome === 'endpoint_deleted')
    throw new ApiProblem('endpoint_deleted', 'The endpoint of this delivery was deleted; nothing can be sent to it')
  return found(kind, outcome === 'not_found' ? null : (outcome as T))
}
