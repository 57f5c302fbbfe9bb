export type EmbeddedPostgresErrorCode =
  | 'embedded_postgres_unavailable'
  | 'embedded_postgres_in_use'
  | 'embedded_postgres_version_mismatch'
  | 'embedded_postgres_not_readable'
  | 'embedded_postgres_start_failed'
  | 'embedded_postgres_stop_failed'

/** One line for the operator: what is wrong, and where or how to mend it. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EmbeddedPostgresError'
    this.code = code
  }
}

/** The `code` of a failed system call (`ENOENT`, `EACCES` …), if that is what `error` is. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
