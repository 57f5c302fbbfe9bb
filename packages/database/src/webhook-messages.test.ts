import { expect, it } from 'vitest'
import { toMessage } from './webhook-messages.ts'

it('a message that an earlier version wrote shows what was said', () => {
  const step = { job_id: 'job_1', step_index: 0, reply: 'Done.' }
  const messageWith = (steps: Record<string, unknown>[]) =>
    toMessage({
      message_id: 'evt_1',
      type: 'job.completed',
      seq: 1,
      occurred_at: new Date(),
      snapshot: { job: { id: 'job_1' }, steps, media: [] },
    })
  expect(messageWith([step]).subject).toMatchObject({ job: { steps: [{ replyShown: 'Done.' }] } })
  expect(messageWith([{ ...step, reply_shown: null }]).subject).toMatchObject({
    job: { steps: [{ replyShown: null }] },
  })
})
