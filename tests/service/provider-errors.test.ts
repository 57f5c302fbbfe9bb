import type { NewJob } from '@nemo-batch/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Case } from './cases/case.fixture.ts'
import { EDITS } from './cases/edits.fixture.ts'
import { LASTING_FAULTS } from './cases/lasting-faults.fixture.ts'
import { MESSAGE_FAULTS } from './cases/message-faults.fixture.ts'
import { PASSING_FAULTS } from './cases/passing-faults.fixture.ts'
import { RENDERS } from './cases/renders.fixture.ts'
import { SESSIONS_AND_FILES } from './cases/sessions-and-files.fixture.ts'
import { expectEnding, SECRET } from './expect-ending.fixture.ts'
import { givenService, type Service } from './given-service.fixture.ts'

const waitsLong = ({ faults = [], markers }: Case): boolean =>
  markers === 'render_hang' || faults.some(({ answer }) => answer.kind === 'hang')

/** Those that wait for up to half a minute begin first, and the others take their turns beside them. */
const CASES: readonly Case[] = [
  ...LASTING_FAULTS,
  ...[...PASSING_FAULTS, ...MESSAGE_FAULTS, ...EDITS, ...SESSIONS_AND_FILES, ...RENDERS].toSorted(
    (one, other) => Number(waitsLong(other)) - Number(waitsLong(one)),
  ),
]

/** The faults of a case are about the sessions in its own language, so that all cases run side by side. */
const languageOf = (one: Case): string => `en-${String(CASES.indexOf(one)).padStart(3, '0')}`

function jobOf(one: Case, photo: string): NewJob {
  const { instruction = 'make a 2-second video', steps, ...rest } = one.job ?? {}
  const marker = one.markers === undefined ? '' : ` [[sandbox:${one.markers}]]`
  const asked = steps === undefined ? { instruction: instruction + marker } : { steps }
  return { ...rest, ...asked, media: [{ file_id: photo }], language: languageOf(one) }
}

let service: Service
let jobIds: readonly string[]
beforeAll(async () => {
  service = await givenService()
  const photo = await service.photo('coins.jpg')
  for (const one of CASES)
    for (const fault of one.faults ?? []) service.sandbox.script({ ...fault, language: languageOf(one) })
  jobIds = await service.submit(CASES.map((one) => jobOf(one, photo)))
}, 120_000)
afterAll(() => service.close())

const tellsHowItEnds = async (one: Case): Promise<void> => {
  const job = await service.ended(jobIds[CASES.indexOf(one)] ?? '')
  expectEnding(one, job, service.sandbox.log, languageOf(one))
}

describe.each([
  ['when a call goes wrong for once, a job completes', PASSING_FAULTS],
  ['the message is never sent twice', MESSAGE_FAULTS],
  ['what the edit did is read off the draft', EDITS],
  ['lost sessions and refused files', SESSIONS_AND_FILES],
  ['renders and what they deliver', RENDERS],
  ['when a call goes wrong until tries are used up, a job fails', LASTING_FAULTS],
])('%s', (_title, cases) => {
  it.each(cases.map((one) => [one.when, one] as const))('%s', (_when, one) => tellsHowItEnds(one), 150_000)
})

it('holds what must always hold', () => service.expectInvariants())

it('logs no token, no claim link and no key', () => {
  expect(service.logged()).not.toMatch(SECRET)
  expect(service.logged()).not.toMatch(/nb_[0-9a-f]{8}/)
})
