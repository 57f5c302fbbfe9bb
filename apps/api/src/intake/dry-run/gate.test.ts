import { expect, it } from 'vitest'
import { Gate } from './gate.ts'

const patience = new AbortController().signal

it('lets the next one in when a place is left', async () => {
  const gate = new Gate(1)
  expect(await gate.enter(patience)).toBe(true)
  const second = gate.enter(patience)
  const third = gate.enter(patience)
  gate.leave()
  expect(await second).toBe(true)
  gate.leave()
  expect(await third).toBe(true)
})

it('takes no place from anybody for one who has given up', async () => {
  const gate = new Gate(1)
  await gate.enter(patience)
  const impatient = new AbortController()
  const given = gate.enter(impatient.signal)
  impatient.abort()
  expect(await given).toBe(false)
  expect(await gate.enter(impatient.signal)).toBe(false)
  gate.leave()
  expect(await gate.enter(patience)).toBe(true)
})
