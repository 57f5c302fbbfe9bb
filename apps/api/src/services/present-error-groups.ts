import type { ErrorGroup, ErrorGroupList, TimeSpan } from '@nemo-batch/contracts'
import type { ErrorGroups, ErrorGroupView } from '@nemo-batch/database'
import { time } from '@nemo-batch/presenters'

export const presentErrorGroups = (
  { from, to }: TimeSpan,
  { groups, hasMore, isTruncated }: ErrorGroups,
): ErrorGroupList => ({
  object: 'list',
  data: groups.map(presentErrorGroup),
  has_more: hasMore,
  next_cursor: null,
  from: time(from),
  to: time(to),
  truncated: isTruncated,
})

const presentErrorGroup = ({ error, ...group }: ErrorGroupView): ErrorGroup => ({
  id: group.id,
  object: 'error_group',
  code: group.code,
  message: group.message,
  action: error.action,
  stage: error.stage as ErrorGroup['stage'],
  fix_by: error.fix_by,
  retryable: error.retryable,
  billed: error.billed,
  failures: group.failures,
  jobs_failed: group.jobsFailed,
  first_seen: time(group.firstSeen),
  last_seen: time(group.lastSeen),
  batches: { total: group.batchCount, sample: [...group.batches] },
  sample_job_id: group.sampleJobId,
})
