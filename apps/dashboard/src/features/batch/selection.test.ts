import { describe, expect, it } from 'vitest'
import { allThatMatch, countOf, isChosen, NOTHING, toChosenJobs, underFilter, withRows } from './selection.ts'

const failed = { status: 'failed' } as const
const nothingIsRead = () => Promise.reject(new Error('nothing has to be read'))

describe('jobs that are chosen one by one', () => {
  const chosen = withRows(withRows(NOTHING, ['job_a', 'job_b', 'job_c'], true), ['job_b'], false)

  it('are those, and no others', () => {
    expect(['job_a', 'job_b', 'job_c'].filter((id) => isChosen(chosen, id))).toEqual(['job_a', 'job_c'])
    expect(countOf(chosen, 10_000)).toBe(2)
  })

  it('stay chosen under another filter', () => expect(underFilter(chosen, failed)).toBe(chosen))

  it('are told by their ids', async () =>
    expect(await toChosenJobs(chosen, 'batch_1', nothingIsRead)).toEqual({ job_ids: ['job_a', 'job_c'] }))
})

describe('all jobs that match', () => {
  const all = allThatMatch(failed)

  it('are chosen before they are loaded, and as many as there are by then', () => {
    expect(isChosen(all, 'job_never_seen')).toBe(true)
    expect(countOf(all, 310)).toBe(310)
  })

  it('are told by the filter, whatever order they are shown in', async () => {
    expect(await toChosenJobs(all, 'batch_1', nothingIsRead)).toEqual({ batch_id: 'batch_1', status: 'failed' })
    expect(underFilter(all, { ...failed })).toBe(all)
  })

  it('are not those of another filter', () => expect(underFilter(all, { q: 'red' })).toBe(NOTHING))

  it('can be all but some', async () => {
    const most = withRows(withRows(all, ['job_a', 'job_b'], false), ['job_b'], true)
    expect(isChosen(most, 'job_a')).toBe(false)
    expect(countOf(most, 310)).toBe(309)
    const matching = async () => ['job_a', 'job_b', 'job_c']
    expect(await toChosenJobs(most, 'batch_1', matching)).toEqual({ job_ids: ['job_b', 'job_c'] })
  })
})
