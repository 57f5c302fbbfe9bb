import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAnswerChecker, type Exchange } from './answer-checker.ts'
import { type AnswerWatch, watchAnswers } from './watch-answers.ts'

const thing = {
  type: 'object',
  properties: { id: { type: 'string', pattern: '^t_' }, at: { type: 'string', format: 'date-time' } },
  required: ['id'],
}
const problem = { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] }
const description = {
  openapi: '3.1.0',
  paths: {
    '/things/{id}': {
      get: {
        responses: {
          200: {
            headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          404: { $ref: '#/components/responses/NotFound' },
        },
      },
      delete: { responses: { 204: {} } },
    },
    '/things': {
      get: {
        responses: {
          200: {
            content: {
              'application/x-ndjson': {
                schema: { type: 'string', 'x-item-schema': { $ref: '#/components/schemas/Thing' } },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: { Thing: thing, Problem: problem },
    headers: { 'X-Request-Id': { required: true, schema: { type: 'string' } } },
    responses: {
      NotFound: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  },
}

describe('the check of one answer', () => {
  const checker = createAnswerChecker(description)
  const check = (exchange: Partial<Omit<Exchange, 'headers'>>, headers: Record<string, string> = {}): string[] =>
    checker.check({
      ...{ method: 'GET', path: '/things/t_1', status: 200, body: '{"id":"t_1"}' },
      ...exchange,
      headers: new Headers({ 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'r', ...headers }),
    })

  it('finds nothing in what is as described, with a query, a trailing slash, or without a body', () => {
    expect(check({})).toEqual([])
    expect(check({ path: '/things/t_1/?x=1', body: '{"id":"t_1","at":"2026-11-21T12:00:00Z"}' })).toEqual([])
    expect(check({ method: 'HEAD', body: '' })).toEqual([])
    expect(check({ method: 'DELETE', status: 204, body: '' })).toEqual([])
    expect(check({ status: 404, body: '{"code":"x"}' }, { 'content-type': 'application/problem+json' })).toEqual([])
  })

  it.each<[string, Partial<Omit<Exchange, 'headers'>>, RegExp]>([
    ['a status that is not described', { status: 418 }, /status 418/],
    ['a field that is not described', { body: '{"id":"t_1","colour":"red"}' }, /additional properties.*colour/],
    ['a missing field', { body: '{}' }, /required/],
    ['a value of another form', { body: '{"id":"x"}' }, /pattern/],
    ['a time that is none', { body: '{"id":"t_1","at":"today"}' }, /date-time/],
    ['broken JSON', { body: '{' }, /no JSON/],
    ['another type of body', { status: 404 }, /type "application\/json" is not described/],
    ['a body where none is described', { method: 'DELETE', status: 204, body: 'x' }, /body is not described/],
    ['success where nothing is described', { path: '/elsewhere' }, /operation is not described/],
    ['an error of another form where nothing is described', { path: '/elsewhere', status: 404 }, /the error is/],
  ])('finds %s', (_what, exchange, fault) => {
    expect(check(exchange).join()).toMatch(fault)
  })

  it('leaves pages for people alone', () => {
    expect(check({ path: '/elsewhere', body: '<p>' }, { 'content-type': 'text/html; charset=utf-8' })).toEqual([])
  })

  it('finds a missing header', () => {
    const headers = new Headers({ 'content-type': 'application/json' })
    expect(checker.check({ method: 'GET', path: '/things/t_1', status: 200, headers, body: '{"id":"t_1"}' })).toEqual([
      'the header X-Request-Id is missing',
    ])
  })
})

describe('a watched service', () => {
  let body = ''
  const server = createServer((request, response) => {
    const isDescription = request.url === '/openapi.json'
    const isList = request.url === '/things'
    response.writeHead(200, {
      'content-type': isList ? 'application/x-ndjson' : 'application/json',
      'x-request-id': 'r',
    })
    response.end(isDescription ? JSON.stringify(description) : body)
  })
  let url = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  const faultsOf = async (work: (watch: AnswerWatch) => Promise<void>): Promise<string> => {
    const watch = await watchAnswers(url)
    await work(watch)
    try {
      watch.stop()
      return ''
    } catch (error) {
      return String(error)
    }
  }

  it('gives answers that are as described as they came', async () => {
    const faults = await faultsOf(async () => {
      body = '{"id":"t_1"}'
      expect(await (await fetch(`${url}/things/t_1`)).json()).toEqual({ id: 't_1' })
      body = '{"id":"t_1"}\n{"id":"t_2"}\n'
      const list = await fetch(`${url}/things`)
      expect([list.url, await list.text()]).toEqual([`${url}/things`, body])
    })
    expect(faults).toBe('')
  })

  it('fails the call whose answer is not, and the end of the watch', async () => {
    const faults = await faultsOf(async () => {
      body = '{"id":"t_1","colour":"red"}'
      await expect(fetch(`${url}/things/t_1`)).rejects.toThrow('colour')
    })
    expect(faults).toMatch(/GET \/things\/t_1 → 200: .*colour/)
  })

  it('looks at each line of what streams', async () => {
    const faults = await faultsOf(async () => {
      body = '{"id":"t_1"}\n{"id":"bad"}\n'
      await expect(fetch(`${url}/things`).then((answer) => answer.text())).rejects.toThrow()
    })
    expect(faults).toContain('pattern')
  })
})
