import type { CallName, ScriptedFault } from '@nemo-batch/sandbox'
import { waitFor } from '@nemo-batch/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECRET } from './expect-ending.fixture.ts'
import { type AccountService, givenAccounts, type SeenJob } from './given-accounts.fixture.ts'

const OWN_TOKEN = 'nmv_usr_a_token_of_the_operators_own'

const NO_TOKEN: readonly ScriptedFault['answer'][] = [
  { kind: 'status', status: 400, message: 'X-Client-Id is missing' },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retry_after_seconds: 1 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'reset' },
  { kind: 'html' },
  { kind: 'garbage' },
  { kind: 'wrong_types' },
  { kind: 'wrong_types', as: 'nasty_texts' },
]

let anonymous: AccountService
let registered: AccountService
beforeAll(async () => {
  const env = { NEMO_SETTLE_DELAY_MS: '50' }
  ;[anonymous, registered] = await Promise.all([
    givenAccounts({ env }),
    givenAccounts({ env: { ...env, NEMO_TOKEN: OWN_TOKEN }, sandbox: { registeredToken: OWN_TOKEN } }),
  ])
}, 120_000)
afterAll(() => Promise.all([anonymous.close(), registered.close()]))

/** Its tries are used up in half a minute: it begins before what can be looked at meanwhile. */
let withoutToken: Promise<string> | undefined
function jobWithoutToken(): Promise<string> {
  withoutToken ??= startWithoutToken()
  return withoutToken
}
function startWithoutToken(): Promise<string> {
  anonymous.sandbox.script({ call: 'anonymous_token', times: 1_000, answer: { kind: 'status', status: 503 } })
  anonymous.sandbox.revokeTokens()
  return anonymous.start()
}

function expectPaidOnce({ job, messages, renders }: SeenJob): void {
  expect(job).toMatchObject({ status: 'completed', error: null, blocked: null, warnings: [], credits: { spent: 50 } })
  expect({ messages, renders }).toEqual({ messages: 1, renders: 1 })
}

describe('an anonymous account', () => {
  it('without credits blocks its jobs with a link to register, and goes on by itself after a refill', async () => {
    // the first job is what opens the account
    expectPaidOnce(await anonymous.seen(await anonymous.start()))
    anonymous.sandbox.setCredits(40)
    const jobId = await anonymous.start()
    const { blocked, error, credits } = await anonymous.blocked(jobId)
    expect({ error, credits }).toEqual({ error: null, credits: { spent: 0 } })
    expect(blocked).toEqual({
      reason: 'credits_exhausted',
      message: expect.stringMatching(/out of credits.*regist/i),
      action_url: expect.stringMatching(/^https:\/\/nemovideo\.com\/\?bind=anon_\w+$/),
    })
    expect(await anonymous.account()).toMatchObject({ kind: 'anonymous', status: 'blocked', blocked })
    anonymous.sandbox.setCredits(100_000)
    expectPaidOnce(await anonymous.seen(jobId))
    expect(await anonymous.eventTypes(jobId)).toEqual(expect.arrayContaining(['job.blocked', 'job.unblocked']))
  })

  it.each([
    { kind: 'nemo_code', code: 2001 },
    { kind: 'status', status: 403, code: 2001 },
  ] as const)('goes on by itself when the balance says that 2001 was not so (%j)', async (answer) => {
    anonymous.sandbox.script({ call: 'message', answer })
    const jobId = await anonymous.start()
    expectPaidOnce(await anonymous.seen(jobId))
    expect(await anonymous.eventTypes(jobId)).toContain('job.blocked')
  })

  it('whose plan has no exports keeps the edit that is paid, and renders it once it is resumed', async () => {
    anonymous.sandbox.setPlan('free')
    const jobId = await anonymous.start()
    const { blocked, credits } = await anonymous.blocked(jobId)
    expect({ blocked, credits }).toEqual({
      blocked: {
        reason: 'plan_required',
        message: expect.stringMatching(/plan.*export.*upgrade/i),
        action_url: 'https://nemovideo.com',
      },
      credits: { spent: 50 },
    })
    const later = await anonymous.start()
    expect(await anonymous.blocked(later)).toMatchObject({ blocked, credits: { spent: 0 } })
    anonymous.sandbox.setPlan('pro')
    await anonymous.resumeAccount()
    for (const id of [jobId, later]) expectPaidOnce(await anonymous.seen(id))
  })

  it('is told by 402 in HTTP 200 just as well, and blocks again when it was resumed too early', async () => {
    anonymous.sandbox.script({ call: 'render_submit', times: 2, answer: { kind: 'nemo_code', code: 402 } })
    const jobId = await anonymous.start()
    await anonymous.blocked(jobId)
    await anonymous.resumeAccount()
    await waitFor(async () => (await anonymous.eventTypes(jobId)).filter((type) => type === 'job.blocked').length === 2)
    await anonymous.blocked(jobId)
    await anonymous.resumeAccount()
    expectPaidOnce(await anonymous.seen(jobId))
  })

  it('whose token has expired asks for one new token for all its jobs', async () => {
    const before = tokensAsked(anonymous)
    anonymous.sandbox.revokeTokens()
    const jobIds = await Promise.all(Array.from({ length: 6 }, () => anonymous.start()))
    for (const jobId of jobIds) expectPaidOnce(await anonymous.seen(jobId))
    expect(tokensAsked(anonymous)).toBe(before + 1)
  })

  it('whose new tokens are refused, too, is blocked after three, and goes on when it is resumed', async () => {
    const refusals = anonymous.sandbox.script({ call: 'state', times: 3, answer: { kind: 'status', status: 401 } })
    const jobId = await anonymous.start()
    const { blocked, credits } = await anonymous.blocked(jobId)
    expect({ blocked, credits, left: refusals.left }).toEqual({
      blocked: {
        reason: 'credentials_rejected',
        message: expect.stringMatching(/token/),
        action_url: expect.any(String),
      },
      credits: { spent: 0 },
      left: 0,
    })
    await anonymous.resumeAccount()
    expectPaidOnce(await anonymous.seen(jobId))
  })

  it('that is given no token at first, for whatever reason, asks again and loses no job', async () => {
    const refusals = NO_TOKEN.map((answer) => anonymous.sandbox.script({ call: 'anonymous_token', answer }))
    anonymous.sandbox.revokeTokens()
    const jobIds = await Promise.all(NO_TOKEN.map(() => anonymous.start()))
    for (const jobId of jobIds) expectPaidOnce(await anonymous.seen(jobId))
    expect(refusals.map(({ left }) => left)).toEqual(NO_TOKEN.map(() => 0))
  }, 150_000)

  it.each(['open_session', 'upload', 'state', 'message', 'render_submit', 'render_poll'] satisfies CallName[])(
    'that is asked for patience twice at %s slows down, and no job fails of it',
    async (call) => {
      const refusals = anonymous.sandbox.script({ call, times: 2, answer: { kind: 'status', status: 429 } })
      const jobIds = await Promise.all([anonymous.start(), anonymous.start()])
      for (const jobId of jobIds) expectPaidOnce(await anonymous.seen(jobId))
      expect(refusals.left).toBe(0)
      await anonymous.resumeAccount()
    },
  )
})

describe('an account with a token of its own', () => {
  beforeAll(() => {
    void jobWithoutToken()
  })

  it.each(['open_session', 'upload', 'state', 'message', 'render_submit', 'render_poll'] satisfies CallName[])(
    'is blocked as soon as the token is refused at %s, and goes on where it was when it is resumed',
    async (call) => {
      registered.sandbox.script({ call, answer: { kind: 'nemo_code', code: 1001 } })
      const jobId = await registered.start()
      expect(await registered.blocked(jobId)).toMatchObject({
        error: null,
        blocked: { reason: 'credentials_rejected', message: expect.stringMatching(/token/) },
      })
      await registered.resumeAccount()
      expectPaidOnce(await registered.seen(jobId))
    },
  )

  it('without credits is to be topped up, not registered', async () => {
    registered.sandbox.setCredits(0)
    const jobId = await registered.start()
    expect((await registered.blocked(jobId)).blocked).toEqual({
      reason: 'credits_exhausted',
      message: expect.stringMatching(/top it up/i),
      action_url: 'https://nemovideo.com',
    })
    registered.sandbox.setCredits(100_000)
    expectPaidOnce(await registered.seen(jobId))
  })
})

it('a job whose account is given no token for good fails, having cost nothing', async () => {
  const { job, messages } = await anonymous.seen(await jobWithoutToken())
  expect({ status: job.status, messages }).toEqual({ status: 'failed', messages: 0 })
  expect(job.error).toMatchObject({ code: 'nemo_unavailable', nemo_code: 503, billed: false, stage: 'session' })
}, 150_000)

describe('in both services', () => {
  it('what must always hold does', async () => {
    for (const service of [anonymous, registered]) await service.expectInvariants()
  })

  it('no token stands in a log', () => {
    for (const service of [anonymous, registered]) expect(service.logged()).not.toMatch(SECRET)
  })
})

const tokensAsked = ({ sandbox }: AccountService): number => sandbox.log.counters().calls.anonymous_token ?? 0
