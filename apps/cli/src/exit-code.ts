import { ConfigError } from '@nemo-batch/runtime'
import { CommanderError } from 'commander'
import { ApiProblem, ApiUnreachable } from './client/errors.ts'

/** What a script can tell from the end of a command. Documented in docs/cli.md. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The command line asks for something that cannot be done: a folder without photos, options that exclude each other. */
export class UsageError extends Error {
  readonly code = 'usage'
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof ConfigError || error instanceof UsageError) return EXIT.usage
  if (error instanceof ApiUnreachable) return EXIT.unreachable
  if (error instanceof ApiProblem && error.status === 503) return EXIT.unreachable
  return EXIT.failed
}

/** What a person reads on stderr; a stack trace only for what nobody foresaw. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isForeseen = 'code' in error && typeof error.code === 'string'
  return isForeseen ? error.message : (error.stack ?? error.message)
}
