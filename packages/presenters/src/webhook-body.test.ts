import { type WebhookBody, type WebhookJob, webhookBodySchemas } from '@nemo-batch/contracts'
import { WEBHOOK_TYPES } from '@nemo-batch/domain'
import { describe, expect, it } from 'vitest'
import { batchSubject, endpointSubject, jobSubject, LARGEST, messageOf } from './given-messages.ts'
import { MAX_BODY_BYTES, webhookBody } from './webhook-body.ts'

const links = {
  signSince: (path: string, since: Date) => `https://videos.shop.example${path}?since=${since.getTime()}`,
}
const bodyOf = (...given: Parameters<typeof messageOf>): WebhookBody => {
  const { type, subject } = messageOf(...given)
  const text = webhookBody(messageOf(type, subject), links)
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_BODY_BYTES)
  return webhookBodySchemas[type].parse(JSON.parse(text)) as WebhookBody
}
const jobTold = (subject: Parameters<typeof messageOf>[1]): WebhookJob =>
  webhookBodySchemas['job.failed'].parse(bodyOf('job.failed', subject)).data

describe('what endpoints are told', () => {
  it.each(WEBHOOK_TYPES)('keeps, as %s, the form that is described, and says what happened and when', (type) => {
    const subject = type.startsWith('job.')
      ? jobSubject()
      : type.startsWith('batch.')
        ? batchSubject()
        : endpointSubject()
    expect(bodyOf(type, subject)).toMatchObject({ type, timestamp: '2026-11-21T09:34:12.480Z' })
  })

  it('leaves nothing out of what is not too long', () => {
    expect(jobTold(jobSubject())).toMatchObject({
      seq: 7,
      omitted: [],
      timeline: { summary: 'Timeline' },
      video: { url: expect.stringContaining(`/content?since=${Date.parse('2026-11-21T09:34:12.480Z')}`) },
      metadata: { colour: 'red' },
    })
    expect(bodyOf('batch.completed', batchSubject()).data).toMatchObject({
      seq: 7,
      omitted: [],
      error_counts: { render_failed: 3 },
    })
  })

  it('is the same text each time', () => {
    const message = messageOf('job.failed', jobSubject(LARGEST))
    expect(webhookBody(message, links)).toBe(webhookBody(message, links))
  })
})

describe('what is too long', () => {
  it('leaves timelines out first, and says so', () => {
    const { job } = jobSubject({ timelineSegments: 300 })
    const told = jobTold({ kind: 'job', job })
    expect(told.omitted).toEqual(['timeline', 'steps.timeline'])
    expect([told.timeline, told.steps[0]?.timeline]).toEqual([null, null])
    expect(told.steps[0]).toMatchObject({ reply: 'Your video is ready.', media: [{ filename: 'a.jpg' }] })
  })

  it.each([
    ['many photos', { media: 100 }, ['timeline', 'steps.timeline', 'media', 'steps.media']],
    ['long replies', { steps: 10, replyChars: 3_000 }, ['warnings', 'steps.reply', 'steps.changes']],
    ['long instructions', { steps: 50, instructionChars: 1_000 }, ['timeline', 'media', 'warnings', 'steps']],
    ['much metadata', { metadataKeys: 50, metadataChars: 1_000 }, ['steps', 'metadata']],
  ])('is cut no further than %s ask for', (_what, some, omitted) => {
    const told = jobTold(jobSubject(some))
    expect(told.omitted).toEqual(expect.arrayContaining(omitted))
    // who it is about, how it ended and the video are there in any case
    expect(told).toMatchObject({
      id: jobSubject().job.id,
      status: 'failed',
      video: { file_id: 'file_00000000000000000000000001' },
    })
    expect(told.error?.message).toBe('It could not be rendered')
  })

  it.each(['一', '"', '\u0001', '😀'])(
    'stays below 20,000 bytes for the largest job that there can be, written in %j',
    (sign) => {
      const told = jobTold(jobSubject({ ...LARGEST, sign }))
      expect(told.omitted).toEqual(['timeline', 'media', 'warnings', 'steps', 'metadata', 'error', 'blocked', 'nemo'])
      expect(told.error?.message.isWellFormed()).toBe(true)
      expect(told.links.self).toBe(`/v1/jobs/${told.id}`)
    },
  )

  it('leaves the metadata of a batch out, and keeps why its jobs failed', () => {
    expect(
      bodyOf('batch.completed', batchSubject({ metadataKeys: 50, metadataChars: 1_000, sign: '一' })).data,
    ).toMatchObject({
      metadata: {},
      omitted: ['metadata'],
      error_counts: { render_failed: 3 },
    })
  })

  it('tells the longest address and description of an endpoint', () => {
    const subject = endpointSubject({ sign: '一' })
    expect(bodyOf('endpoint.disabled', subject).data).toMatchObject({ url: subject.endpoint.url })
  })
})
