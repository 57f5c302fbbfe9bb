import { describe, expect, it } from 'vitest'
import { changedFields } from './changed-fields.ts'

describe('what an entry of the audit log changed', () => {
  it('is told field by field, and what stayed is left out', () => {
    expect(changedFields({ status: 'failed', steps: 1, name: 'a' }, { status: 'queued', steps: 2, name: 'a' })).toEqual(
      [
        { name: 'status', before: 'failed', after: 'queued' },
        { name: 'steps', before: '1', after: '2' },
      ],
    )
  })

  it('is all of what was made or taken away', () => {
    expect(changedFields(null, { scopes: ['jobs:read'], note: null })).toEqual([
      { name: 'scopes', before: null, after: '["jobs:read"]' },
    ])
    expect(changedFields({ name: 'x' }, null)).toEqual([{ name: 'name', before: 'x', after: null }])
  })
})
