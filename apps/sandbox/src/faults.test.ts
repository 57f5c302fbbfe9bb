import { describe, expect, it } from 'vitest'
import { parseSandboxConfig, SandboxConfigError } from './config.ts'
import { faultNumber, parseFaultList, readMarkers } from './faults.ts'

describe('fault markers', () => {
  it('are taken out of the instruction', () => {
    expect(readMarkers('Make it [[sandbox:drop_stream=3]] 10 seconds [[sandbox:silent]]')).toEqual({
      text: 'Make it 10 seconds',
      faults: { drop_stream: '3', silent: '' },
    })
  })

  it('that nobody knows are taken out as well, and do nothing', () => {
    expect(readMarkers('go [[sandbox:explode]]')).toEqual({ text: 'go', faults: {} })
  })

  it('leave other brackets alone', () => {
    expect(readMarkers('title [[Sale]]').text).toBe('title [[Sale]]')
  })
})

describe('a list of faults', () => {
  it('names what it does not know', () => {
    expect(parseFaultList('silent_edit, explode=1, __proto__')).toEqual({
      faults: { silent: '' },
      unknown: ['explode=1', '__proto__'],
    })
  })

  it.each([
    [undefined, 7],
    ['', 7],
    ['3', 3],
    ['0', 0],
    ['-1', 7],
    ['many', 7],
  ])('reads %s as %i', (value, number) => expect(faultNumber(value, 7)).toBe(number))
})

describe('the settings', () => {
  it('have defaults that make a demo work', () => {
    expect(parseSandboxConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3900,
      profile: 'quick',
      dialect: 'typed',
      initialCredits: 100_000,
      longestSide: 1280,
    })
  })

  it('are all named at once when several are bad', () => {
    const parse = () => parseSandboxConfig({ SANDBOX_PORT: 'x', SANDBOX_PROFILE: 'slow', SANDBOX_FAULTS: 'explode' })
    expect(parse).toThrow(SandboxConfigError)
    expect(parse).toThrow(/SANDBOX_PORT[\s\S]*SANDBOX_PROFILE|SANDBOX_PROFILE[\s\S]*SANDBOX_PORT/)
    expect(parse).toThrow(/unknown fault: explode/)
  })

  it('take the pace from the profile unless it is set', () => {
    const config = parseSandboxConfig({ SANDBOX_PROFILE: 'real', SANDBOX_RENDER_MS: '10-20', SANDBOX_SIZE: '640' })
    expect(config).toMatchObject({ silentPercent: 30, renderMs: { minMs: 10, maxMs: 20 }, longestSide: 640 })
  })
})
