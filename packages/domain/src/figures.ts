/** What figures are read from, and how much of it is told. */

/** Of the first instruction of a job, in tables. */
export const JOB_ROW_INSTRUCTION_CHARS = 160
/** The latest completed jobs, whose stages are timed. */
export const STAGE_TIMES_OF_JOBS = 500
/** The latest failures, which are grouped. */
export const GROUPED_FAILURES = 20_000
export const MAX_ERROR_GROUPS = 100
/** Batches that are named of those a group of errors hit. */
export const SAMPLED_BATCHES = 5
