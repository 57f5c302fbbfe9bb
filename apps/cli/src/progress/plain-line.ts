import type { JobView, ViewChange } from './batch-view.ts'

/** The line that tells a change, for logs and pipes: no colours, no control characters. Null when there is nothing to tell. */
export function plainLine(change: ViewChange): string | null {
  if (change.kind === 'none') return null
  if (change.kind === 'batch') return `batch ${change.name}: ${change.status}`
  const line = describe(change.after)
  return change.before !== undefined && describe(change.before) === line ? null : line
}

/** A stage's own progress is told in quarters: a line for every percent would bury the rest. */
function describe(job: JobView): string {
  const note = job.note === undefined ? '' : ` (${job.note})`
  if (job.status !== 'running') return `${job.name}: ${job.status}${note}`
  const quarter = job.stageProgress === undefined ? '' : ` ${Math.floor(job.stageProgress / 25) * 25}%`
  return `${job.name}: ${job.stage ?? 'running'}${quarter}${note}`
}
