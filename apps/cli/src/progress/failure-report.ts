import type { JobAnswer } from '../client/answers.ts'
import { printable } from './printable.ts'

/** What somebody needs to act on each job that did not complete: code, message, action, whether it was paid for. */
export function failureReport(jobs: readonly JobAnswer[]): string[] {
  return jobs.filter((job) => job.status !== 'completed').flatMap(reportJob)
}

function reportJob(job: JobAnswer): string[] {
  const name = printable(job.reference ?? job.id)
  if (job.error === null || job.error === undefined) return [`${name} (${job.id}): ${job.status}`]
  const { code, message, action, billed } = job.error
  return [
    `${name} (${job.id}): ${job.status} with ${printable(code)}`,
    `  what happened: ${printable(message)}`,
    ...(typeof action === 'string' ? [`  what to do:    ${printable(action)}`] : []),
    `  billed:        ${billedText(billed)}`,
  ]
}

const billedText = (billed: boolean | string | undefined): string =>
  typeof billed === 'boolean' ? (billed ? 'yes' : 'no') : 'unknown'
