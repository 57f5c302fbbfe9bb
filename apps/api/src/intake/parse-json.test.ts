import { expect, it } from 'vitest'
import { JSON_DEPTH, JSON_VALUES } from '../limits.ts'
import { parseJson } from './parse-json.ts'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

it('bounds how deep a piece of JSON is nested, brackets in texts aside', () => {
  expect(parseJson(nested(JSON_DEPTH))).toHaveProperty('value')
  expect(parseJson(nested(JSON_DEPTH + 1))).toHaveProperty('problem')
  expect(parseJson(nested(100_000))).toHaveProperty('problem')
  expect(parseJson(JSON.stringify(['['.repeat(100), '\\"[', '"[', '\\']))).toHaveProperty('value')
})

it('bounds how many values a piece holds before it makes them', () => {
  expect(parseJson(`[${'0,'.repeat(JSON_VALUES - 2)}0]`)).toHaveProperty('value')
  expect(parseJson(`[${'0,'.repeat(JSON_VALUES)}0]`)).toHaveProperty('problem')
  expect(parseJson(`[${'[],'.repeat(JSON_VALUES)}0]`)).toHaveProperty('problem')
})

it.each([
  '{"__proto__":{}}',
  '{"a":[{"\\u005f_proto__":1}]}',
  '{"constructor":{"prototype":{}}}',
  '{',
  '',
  'NaN',
  '{"a":1}x',
])('refuses %s', (text) => {
  expect(parseJson(text)).toHaveProperty('problem')
})
