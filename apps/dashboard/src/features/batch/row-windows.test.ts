import { describe, expect, it } from 'vitest'
import { windowsOf } from './row-windows.ts'

const windowsAt = (startIndex: number, endIndex: number, total = 10_000) =>
  windowsOf({ startIndex, endIndex }, total, 100)

describe('the windows that are read for what is seen', () => {
  it('are one or two, however long the table', () => {
    expect(windowsAt(0, 14)).toEqual([0])
    expect(windowsAt(5040, 5054)).toEqual([5000])
    expect(windowsAt(5095, 5109)).toEqual([5000, 5100])
  })

  it('are read before somebody gets there, in both directions', () => {
    expect(windowsAt(60, 74)).toEqual([0, 100])
    expect(windowsAt(210, 224)).toEqual([100, 200])
  })

  it('end with the table', () => {
    expect(windowsAt(9985, 9999)).toEqual([9900])
    expect(windowsAt(0, 5, 6)).toEqual([0])
    expect(windowsAt(980, 994, 40)).toEqual([0])
  })

  it('are the first while nothing is known', () => expect(windowsAt(0, 0, 0)).toEqual([0]))
})
