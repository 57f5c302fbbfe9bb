import type { ErrorGroup } from '@nemo-batch/sdk'

/** The service tells first what happened last. */
export const sortGroups = (groups: readonly ErrorGroup[], sort: 'most' | undefined): readonly ErrorGroup[] =>
  sort === 'most' ? groups.toSorted((one, other) => other.failures - one.failures) : groups

export const countFailures = (groups: readonly ErrorGroup[]) => ({
  failures: groups.reduce((total, { failures }) => total + failures, 0),
  standing: groups.reduce((total, { jobs_failed: jobs }) => total + jobs, 0),
})
