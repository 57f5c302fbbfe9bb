import type { Job } from '@nemo-batch/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { givenService, type Service } from './given-service.fixture.ts'
import { type Cut, cutStreams, type StreamCutter } from './stream-cutter.fixture.ts'

const SEED = 20_261_121
/** Characters of several bytes: a cut falls within them as well. */
const INSTRUCTION = '做一个2秒的视频，标题“春天”'

/** Places in the answer, from its head to its last byte, in thousandths of its length. */
const PLACES = [0, 1, 999, ...seededPlaces(37)]
const CUTS = PLACES.map((place, index) => ({ place, ending: index % 2 === 0 ? 'reset' : 'close' }) as const)

let service: Service
let cutter: StreamCutter
let uncut: Job
let jobIds: readonly string[]
let hardStopIds: readonly string[]

beforeAll(async () => {
  service = await givenService({
    env: {
      NEMO_STREAM_TIMEOUT_MS: '1500',
      NEMO_STREAM_IDLE_TIMEOUT_MS: '600000',
      NEMO_RECOVERY_MAX_READS: '40',
      NEMO_SETTLE_DELAY_MS: '50',
    },
    before: async (sandbox) => {
      cutter = await cutStreams(sandbox.url, cutOf)
      return cutter.url
    },
  })
  const media = [{ file_id: await service.photo('coins.jpg') }]
  const [uncutId = ''] = await service.submit([{ instruction: INSTRUCTION, media }])
  uncut = await service.ended(uncutId)
  wholeBytes = cutter.wholeBytes()
  const marked = ['slow=3', 'heartbeats'].map((fault) => ({
    instruction: `${INSTRUCTION} [[sandbox:${fault}]]`,
    media,
  }))
  hardStopIds = await service.submit(marked)
  // a marker that the provider's stand-in does not know: it is not read as a part of the instruction
  const cuts = CUTS.map((_cut, index) => ({ instruction: `${INSTRUCTION} [[sandbox:cut=${index}]]`, media }))
  jobIds = await service.submit(cuts)
}, 120_000)
afterAll(async () => {
  await service.close()
  await cutter.close()
})

let wholeBytes = 0
function cutOf(request: string): Cut | null {
  const cut = CUTS[Number(/cut=(\d+)/.exec(request)?.[1] ?? Number.NaN)]
  return cut === undefined ? null : { afterBytes: Math.floor((wholeBytes * cut.place) / 1000), ending: cut.ending }
}

const result = ({ status, error, warnings, credits, attempts, timeline, video, steps }: Job) => ({
  ...{ status, error, warnings, credits, attempts, timeline },
  changes: steps[0]?.changes,
  video: { sha256: video?.sha256, duration_ms: video?.duration_ms },
})
const messagesOf = ({ nemo }: Job) => service.sandbox.log.counters().messages[nemo.session_id ?? '']

describe(`the answer to a message that ends after so many thousandths of its bytes (seed ${SEED})`, () => {
  it('completes when nothing is cut', () => {
    expect(uncut).toMatchObject({ status: 'completed', credits: { spent: 50 } })
    expect(uncut.steps[0]?.changes.length).toBeGreaterThan(0)
    expect(wholeBytes).toBeGreaterThan(200)
  })

  it.each(CUTS.map((cut, index) => [cut.place, cut.ending, index] as const))(
    '%d, with a %s: one message, and the same result as uncut',
    async (_place, _ending, index) => {
      const job = await service.ended(jobIds[index] ?? '')
      expect(result(job)).toEqual(result(uncut))
      expect(messagesOf(job)).toBe(1)
    },
    150_000,
  )

  it('was cut in each of these jobs, and in no other', () => expect(cutter.cuts()).toBe(CUTS.length))
})

describe('a stream that is not over when its time is', () => {
  it('is let go of, and the edit that is done behind it is found', async () => {
    const job = await service.ended(hardStopIds[0] ?? '')
    expect(result(job)).toEqual(result(uncut))
    expect(messagesOf(job)).toBe(1)
  })

  it('fails its job when nothing has changed behind it', async () => {
    const job = await service.ended(hardStopIds[1] ?? '')
    expect(job).toMatchObject({ status: 'failed', credits: { spent: 0 } })
    expect(job.error).toMatchObject({
      code: 'instruction_timeout',
      stage: 'verify',
      billed: 'unknown',
      retryable: true,
    })
    expect(messagesOf(job)).toBe(1)
  }, 150_000)
})

it('what must always hold does', () => service.expectInvariants())

function seededPlaces(count: number): number[] {
  let state = SEED
  return Array.from({ length: count }, () => {
    // Park and Miller's generator: the same places in every run
    state = (state * 48_271) % 2_147_483_647
    return 2 + (state % 997)
  })
}
