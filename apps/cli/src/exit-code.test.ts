import { ConfigError } from '@nemo-batch/runtime'
import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { ApiProblem, ApiUnreachable } from './client/errors.ts'
import { describeError, exitCodeOf, UsageError } from './exit-code.ts'
import { StackError } from './stack/errors.ts'

describe('the exit code', () => {
  it.each([
    [0, new CommanderError(0, 'commander.helpDisplayed', 'help')],
    [2, new CommanderError(1, 'commander.unknownOption', 'unknown option')],
    [2, new ConfigError('PORT: bad')],
    [2, new UsageError('no photos')],
    [3, new ApiUnreachable('nobody there')],
    [3, new ApiProblem(503, 'unavailable', 'later')],
    [1, new ApiProblem(404, 'not_found', 'no such batch')],
    [1, new StackError('port_taken', 'taken')],
    [1, new Error('unforeseen')],
  ])('is %i for %s', (code, error) => expect(exitCodeOf(error)).toBe(code))

  it('comes with a message in one line for what was foreseen, with a trace for what was not', () => {
    expect(describeError(new UsageError('no photos'))).toBe('no photos')
    expect(describeError(new Error('surprise'))).toContain('exit-code.test.ts')
  })
})
