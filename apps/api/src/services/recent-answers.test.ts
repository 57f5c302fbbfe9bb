import { expect, it } from 'vitest'
import { createRecentAnswers } from './recent-answers.ts'

function given() {
  let now = 0
  let readings = 0
  const recently = createRecentAnswers<number>(2_000, () => now)
  const ask = (key = 'a') => recently(key, async () => ++readings)
  return { recently, ask, goOn: (ms: number) => (now += ms) }
}

it('reads once for all who ask within its age, and for each that asks for something else', async () => {
  const { ask, goOn } = given()
  expect(await Promise.all([ask(), ask(), ask('b'), ask()])).toEqual([1, 1, 2, 1])
  goOn(1_999)
  expect(await ask()).toBe(1)
  goOn(1)
  expect(await Promise.all([ask(), ask()])).toEqual([3, 3])
})

it('keeps what took long to read for longer', async () => {
  const { recently, ask, goOn } = given()
  const slow = recently('a', async () => goOn(1_000))
  await slow
  goOn(19_999)
  await recently('a', () => Promise.reject(new Error('read again')))
  goOn(1)
  expect(await ask()).toBe(1)
})

it('keeps no failure', async () => {
  const { recently, ask } = given()
  await expect(recently('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await ask()).toBe(1)
})

it('forgets the oldest rather than growing without end', async () => {
  const { ask } = given()
  await ask('first')
  for (let index = 0; index < 1_000; index++) await ask(`key ${index}`)
  expect(await ask('key 999')).toBe(1_001)
  expect(await ask('first')).toBe(1_002)
})
