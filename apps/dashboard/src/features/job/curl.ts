import type { Job, NewSingleJob } from '@nemo-batch/sdk'

/** The command that would make this job again, for a POSIX shell. The key is taken from the environment. */
export function curlOf(job: Job, baseUrl: string): string {
  return [
    `curl -X POST ${quote(`${baseUrl}/v1/jobs`)}`,
    `-H "Authorization: Bearer $NEMO_BATCH_API_KEY"`,
    `-H 'Content-Type: application/json'`,
    `--data-raw ${quote(asciiJson(requestOf(job)))}`,
  ].join(' \\\n  ')
}

/** What was asked for, as far as the job itself tells: steps that were added later are steps of it. */
function requestOf(job: Job): NewSingleJob {
  const media = job.media.flatMap(mediaOf)
  const [first] = job.steps
  const work =
    job.steps.length === 1 && first?.render === true
      ? { instruction: first.instruction }
      : {
          steps: job.steps.map(({ instruction, render, media: own }, index) => {
            // the first step's are the job's
            const brought = index === 0 ? [] : own.flatMap(mediaOf)
            return { instruction, ...(brought.length === 0 ? {} : { media: brought }), render }
          }),
        }
  return {
    ...(job.reference === null ? {} : { reference: job.reference }),
    ...(media.length === 0 ? {} : { media }),
    ...work,
    language: job.language,
    priority: job.priority,
    // by the shapes that the service itself gave
    output: job.output as NonNullable<NewSingleJob['output']>,
    ...(Object.keys(job.metadata).length === 0
      ? {}
      : { metadata: job.metadata as NonNullable<NewSingleJob['metadata']> }),
  }
}

const mediaOf = ({ file_id: fileId, source_url: sourceUrl }: Job['media'][number]): (string | { file_id: string })[] =>
  sourceUrl !== null ? [sourceUrl] : fileId !== null ? [{ file_id: fileId }] : []

/** What a terminal would not show as it is stands as an escape, so that what is seen is what is sent. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[\u007f-\u00a0\u2028\u2029\ufff9-\uffff]|\p{Cf}/gu, (sign) =>
    [...sign.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  )

/** In single quotes nothing has a meaning but the quote itself. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
