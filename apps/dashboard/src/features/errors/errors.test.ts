import { describe, expect, it } from 'vitest'
import { givenGroup } from '../overview/given-health.ts'
import { errorsSearch } from './search.ts'
import { countFailures, sortGroups } from './sort-groups.ts'

describe('the address of errors', () => {
  it('keeps span, batch and order', () => {
    const search = { span: '7d', batch_id: 'batch_1', sort: 'most' }
    expect(errorsSearch(search)).toEqual(search)
  })
  it('does not take what it does not know, nor write what goes without saying', () => {
    expect(errorsSearch({ span: 'toString', sort: 'last', batch_id: '', other: 1 })).toEqual({})
    expect(errorsSearch({ span: '24h' })).toEqual({})
  })
})

describe('groups of errors', () => {
  const groups = [givenGroup(1, { jobs_failed: 0 }), givenGroup(9, { jobs_failed: 4 })]
  it('are in the order of the service, or those with most failures first', () => {
    expect(sortGroups(groups, undefined)).toEqual(groups)
    expect(sortGroups(groups, 'most').map(({ failures }) => failures)).toEqual([9, 1])
  })
  it('are counted together', () => {
    expect(countFailures(groups)).toEqual({ failures: 10, standing: 4 })
  })
})
