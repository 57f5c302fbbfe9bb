import { describe, expect, it } from 'vitest'
import { allowedActs } from './allowed-acts.ts'

const counts = { total: 3, queued: 0, running: 0, blocked: 0, completed: 3, failed: 0, canceled: 0 }
const actsOf = (batch: Partial<Parameters<typeof allowedActs>[0]>) => [
  ...allowedActs({ status: 'running', counts, open: false, ...batch }),
]

describe('what can be done with a batch', () => {
  it.each(['scheduled', 'queued', 'running', 'awaiting_release', 'blocked'] as const)(
    'that is %s: pause and cancel it',
    (status) => expect(actsOf({ status })).toEqual(['pause', 'cancel']),
  )

  it('that is paused: resume it, or cancel it', () =>
    expect(actsOf({ status: 'paused' })).toEqual(['resume', 'cancel']))

  it('that takes more jobs: close it', () => expect(actsOf({ open: true })).toContain('close'))

  it.each(['completed', 'canceled'] as const)('that is %s: nothing, but retry what failed', (status) => {
    expect(actsOf({ status, open: true })).toEqual([])
    expect(actsOf({ status, counts: { ...counts, failed: 1 } })).toEqual(['retry'])
  })
})
