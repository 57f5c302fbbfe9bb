import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { listenForStop } from './stop-signals.ts'

it('the first signal asks, one that npm passed on beside it changes nothing, a later one forces', () => {
  const emitter = new EventEmitter()
  const onForce = vi.fn()
  let now = 1_000
  const signals = listenForStop(onForce, emitter, () => now)
  expect(signals.wasInterrupted()).toBe(false)
  emitter.emit('SIGINT')
  expect(signals.signal.aborted).toBe(true)
  emitter.emit('SIGTERM')
  expect(onForce).not.toHaveBeenCalled()
  now += 1_500
  emitter.emit('SIGINT')
  expect(onForce).toHaveBeenCalledOnce()
  signals.dispose()
  expect(emitter.listenerCount('SIGINT')).toBe(0)
})
