import { Readable } from 'node:stream'

const INSTRUCTION = 'turn these images into a smooth 15-second video with transitions; keep the colours. '
  .repeat(4)
  .slice(0, 300)

type Job = {
  readonly reference: string
  readonly media: readonly string[]
  readonly instruction: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What a shop sends for one product. */
const productJob = (index: number): Job => ({
  reference: `SKU-${index}`,
  media: ['a', 'b', 'c'].map((view) => `https://shop.example/catalogue/photos/${index}-${view}.jpg?size=large`),
  instruction: INSTRUCTION,
  metadata: Object.fromEntries(
    Array.from({ length: 10 }, (_value, field) => [`field_${field}`, `the value ${field} of ${index}`]),
  ),
})

export type LargeForm = 'application/json' | 'application/x-ndjson' | 'text/csv'

/** A batch of so many products, written as it is sent. */
export function largeBatch(form: LargeForm, jobCount: number, makeJob = productJob): RequestInit {
  const body = Readable.toWeb(Readable.from(WRITERS[form](jobCount, makeJob)).map((text) => Buffer.from(text)))
  return {
    method: 'POST',
    headers: { 'content-type': form },
    body: body as ReadableStream,
    duplex: 'half',
  } as RequestInit
}

type Writer = (jobCount: number, makeJob: (index: number) => Job) => Generator<string>

const WRITERS: Readonly<Record<LargeForm, Writer>> = {
  *'application/json'(jobCount, makeJob) {
    yield '{"jobs":['
    for (let index = 0; index < jobCount; index++) yield `${index === 0 ? '' : ','}${JSON.stringify(makeJob(index))}`
    yield '],"name":"large"}'
  },
  *'application/x-ndjson'(jobCount, makeJob) {
    yield '{"name":"large"}'
    for (let index = 0; index < jobCount; index++) yield `\n${JSON.stringify(makeJob(index))}`
  },
  *'text/csv'(jobCount, makeJob) {
    const fields = Object.keys(makeJob(0).metadata)
    yield `reference,media,instruction,${fields.map((field) => `metadata.${field}`).join(',')}\n`
    for (let index = 0; index < jobCount; index++) {
      const { reference, media, instruction, metadata } = makeJob(index)
      yield `${[reference, media.join('|'), instruction, ...Object.values(metadata)].map((cell) => `"${cell}"`).join(',')}\n`
    }
  },
}
