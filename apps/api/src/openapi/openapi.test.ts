import { createAnswerChecker } from '@nemo-batch/testing'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningApi, startTestApi } from '../testing/running-api.ts'
import { type Answer, type Description, operationsOf, type Reference } from './description.ts'
import { EXAMPLES } from './examples.ts'
import { sendExamples } from './send-examples.fixture.ts'

let api: RunningApi
let source: string
let description: Description
beforeAll(async () => {
  api = await startTestApi()
  source = await (await api.call('/openapi.json')).text()
  description = JSON.parse(source)
})
afterAll(() => api.stop())

const nameOf = (schema: object | undefined): string | undefined =>
  schema !== undefined && '$ref' in schema ? String(schema.$ref).split('/').at(-1) : undefined

const isReference = (answer: Answer | Reference): answer is Reference => '$ref' in answer

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 without a fault', async () => {
    // a video is answered with the way to it
    const rules = { 'operation-2xx-response': 'off' } as const
    const problems = await lintFromString({
      source,
      config: await createConfig({ extends: ['recommended-strict'], rules }),
    })
    expect(problems.map(({ message, location: [place] }) => `${place?.pointer}: ${message}`)).toEqual([])
  })

  it('says of each operation what it is about, in a sentence, under a tag that is described', () => {
    const tags = description.tags?.map(({ name }) => name)
    for (const { path, operation } of operationsOf(description)) {
      expect([path, operation]).toMatchObject([path, { summary: expect.stringMatching(/^[A-Z].{5,}/) }])
      for (const tag of operation.tags ?? []) expect(tags).toContain(tag)
    }
  })

  it('tells of every refusal as a problem, and every answer with its request id', () => {
    const { responses = {} } = description.components
    for (const { path, operation } of operationsOf(description)) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect([path, status, isReference(answer)]).toEqual([path, status, Number(status) >= 400])
        if (!isReference(answer)) expect(answer.headers).toHaveProperty('X-Request-Id')
      }
    }
    for (const answer of Object.values(responses))
      expect(Object.keys(answer.content ?? {})).toEqual(['application/problem+json'])
  })

  it('shows an example of everything that is sent and answered as a whole', () => {
    const named = operationsOf(description).flatMap(({ operation: { requestBody, responses } }) => [
      nameOf(requestBody?.content['application/json']?.schema),
      ...Object.values(responses).map((answer) =>
        isReference(answer) ? undefined : nameOf(answer.content?.['application/json']?.schema),
      ),
    ])
    const wanted = new Set(named.filter((name) => name !== undefined))
    expect([...wanted].filter((name) => EXAMPLES[name] === undefined)).toEqual([])
    expect(Object.keys(EXAMPLES).filter((name) => description.components.schemas[name] === undefined)).toEqual([])
  })
})

describe('an example', () => {
  it('is what its schema allows, and nothing else', () => {
    const checker = createAnswerChecker(description)
    for (const [name, examples] of Object.entries(EXAMPLES))
      for (const example of examples) expect([name, checker.checkSchema(name, example)]).toEqual([name, []])
    for (const { content } of Object.values(description.components.responses ?? {}))
      for (const { value } of Object.values(content?.['application/problem+json']?.examples ?? {}))
        expect(checker.checkSchema('Problem', value)).toEqual([])
  })

  it('of a request is accepted by the service as it stands', async () => {
    const answers = await sendExamples(api, description)
    expect(answers.length).toBeGreaterThan(3)
    expect(answers.filter(({ status }) => status >= 300)).toEqual([])
  })
})
