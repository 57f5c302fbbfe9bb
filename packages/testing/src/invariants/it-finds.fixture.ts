import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { givenSoundState, type SoundState } from './given-sound-state.ts'

type Harm = (state: SoundState) => unknown
type Violation = readonly [what: string, harm: Harm, violation: (ids: SoundState['ids']) => RegExp | string]

/** For a suite's top: one sound state, mended after each test. */
export function givenSoundStateForAll(): () => SoundState {
  let state: SoundState
  beforeAll(async () => {
    state = await givenSoundState()
  })
  beforeEach(() => state.harm())
  afterEach(() => state.mend())
  afterAll(() => state.close())
  return () => state
}

/** Harm that one statement does; `names` are its parameters. */
export const sql =
  (text: string, ...names: (keyof SoundState['ids'])[]): Harm =>
  ({ run, ids }) =>
    run(text, ...names.map((name) => ids[name]))

/** Breaks the sound state in one way at a time, and expects the sentence that says so. */
export function itFinds(violations: readonly Violation[]): void {
  describe('the check of what must always hold finds', () => {
    const given = givenSoundStateForAll()
    it.each(violations.map(([what, harm, violation]) => ({ what, harm, violation })))(
      '$what',
      async ({ harm, violation }) => {
        await harm(given())
        const expected = violation(given().ids)
        expect(await given().check()).toContainEqual(
          typeof expected === 'string' ? expected : expect.stringMatching(expected),
        )
      },
    )
  })
}

/** Changes the sound state in ways that are right, and expects silence. */
export function itIsSilentAbout(changes: readonly (readonly [what: string, change: Harm])[]): void {
  describe('the check of what must always hold is silent about', () => {
    const given = givenSoundStateForAll()
    it.each(changes.map(([what, change]) => ({ what, change })))('$what', async ({ change }) => {
      await change(given())
      expect(await given().check()).toEqual([])
    })
  })
}
