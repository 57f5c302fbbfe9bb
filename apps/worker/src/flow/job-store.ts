import {
  type ClaimedJob,
  claimJob,
  type Database,
  dropLease,
  type Job,
  type JobMove,
  type JobParts,
  type JobRecord,
  type Lease,
  loadJobParts,
  type Moved,
  moveJob,
  recordJob,
} from '@nemo-batch/database'
import { newId } from '@nemo-batch/runtime'

/**
 * All that the runner reads and writes of jobs. Writes are guarded by the lease: they throw LeaseLost, and write
 * nothing, once it is not ours any more.
 */
export type JobStore = {
  /** Null when there is nothing to do for this wake-up. */
  claim(jobId: string): Promise<{ readonly job: ClaimedJob; readonly lease: Lease } | null>
  parts(jobId: string): Promise<JobParts>
  record(lease: Lease, stepIndex: number, record: JobRecord): Promise<void>
  move(lease: Lease, at: Pick<Job, 'status' | 'stepIndex'>, move: JobMove, record: JobRecord): Promise<Moved>
  /** Gives the job back as it is; it is due again after `delayMs`. */
  drop(lease: Lease, delayMs: number): Promise<void>
}

export const createJobStore = (db: Database, leaseMs: number): JobStore => ({
  async claim(jobId) {
    const token = newId('lease')
    const job = await claimJob(db, { jobId, leaseToken: token, leaseMs })
    return job === null ? null : { job, lease: { job, token, leaseMs } }
  },
  parts: (jobId) => loadJobParts(db, jobId),
  record: (lease, stepIndex, record) => recordJob(db, lease, stepIndex, record),
  move: (lease, at, move, record) => moveJob(db, lease, at, move, record),
  drop: (lease, delayMs) => dropLease(db, { jobId: lease.job.id, token: lease.token }, delayMs),
})
