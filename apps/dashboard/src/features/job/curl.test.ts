import { execFileSync } from 'node:child_process'
import type { Job } from '@nemo-batch/sdk'
import { describe, expect, it } from 'vitest'
import { curlOf } from './curl.ts'
import { givenJob, givenMedia, givenStep } from './given-job.ts'

const KEY = 'nb_from_the_environment'

/** What a shell makes of the command: the arguments that curl itself is given. */
function argumentsOf(job: Job): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${curlOf(job, 'https://batch.example')}\n`
  const given = execFileSync('sh', ['-c', script], { env: { NEMO_BATCH_API_KEY: KEY }, encoding: 'utf8' })
  return given.split('\0').slice(0, -1)
}
const bodyOf = (job: Job): unknown => JSON.parse(argumentsOf(job).at(-1) ?? '')

describe('the command that makes a job again', () => {
  it('posts what was asked for, with the key of whoever runs it', () => {
    const job = givenJob({ reference: 'SKU-1', media: [givenMedia({ source_url: 'https://shop.example/a.jpg' })] })
    expect(argumentsOf(job).slice(0, -1)).toEqual([
      ...['-X', 'POST', 'https://batch.example/v1/jobs', '-H', `Authorization: Bearer ${KEY}`],
      ...['-H', 'Content-Type: application/json', '--data-raw'],
    ])
    expect(bodyOf(job)).toEqual({
      reference: 'SKU-1',
      media: ['https://shop.example/a.jpg'],
      instruction: 'make a video',
      language: 'en',
      priority: 'normal',
      output: { format: 'mp4', quality: 'high' },
    })
    expect(curlOf(job, 'https://batch.example')).not.toContain(KEY)
  })

  it('tells every step, with the photos that it brought itself', () => {
    const first = givenMedia({ file_id: 'file_a' })
    const later = givenMedia({ file_id: 'file_b' })
    const steps = [
      givenStep({ index: 0, instruction: 'one', render: false, media: [first] }),
      givenStep({ index: 1, instruction: 'two', media: [later] }),
    ]
    expect(bodyOf(givenJob({ media: [first], steps, metadata: { colour: 'red' } }))).toMatchObject({
      media: [{ file_id: 'file_a' }],
      steps: [
        { instruction: 'one', render: false },
        { instruction: 'two', render: true, media: [{ file_id: 'file_b' }] },
      ],
      metadata: { colour: 'red' },
    })
  })

  it.each([
    ['quotes', `it's "nasty" '\\'' ''`],
    ['what a shell would run', '$(touch /tmp/x) `id` $HOME $IFS && rm -rf / ; | > < & * ? ~ !! #'],
    ['backslashes and their like', '\\ \\n \\u0041 %s %% \\'],
    ['lines and tabs', 'one\ntwo\r\n\tthree\u0000\u001b[31m\u007f'],
    ['what cannot be seen or turns text around', 'a\u202eb\u2066c\u200bd\u2028e\u2029f\ufeffg\u{e0041}h\u00a0i'],
    ['other scripts and pictures', '春季新品 «é» 👩‍👩‍👧 \u{1f600}'],
    ['halves of characters', 'a\ud800b\udc00c'],
    ['a file of curl', '@/etc/passwd'],
    ['the end of a text', "EOF\n'EOF'\n"],
  ])('keeps %s as they are', (_what, nasty) => {
    const job = givenJob({ reference: nasty, steps: [givenStep({ instruction: nasty })], metadata: { [nasty]: nasty } })
    expect(bodyOf(job)).toMatchObject({ reference: nasty, instruction: nasty, metadata: { [nasty]: nasty } })
    // nothing that a terminal would act upon, or hide
    expect(curlOf(job, 'https://batch.example')).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u)
  })
})
