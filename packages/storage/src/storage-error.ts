export type StorageErrorCode =
  | 'file_too_large'
  | 'empty_file'
  | 'storage_full'
  | 'not_found'
  | 'invalid_key'
  | 'invalid_range'
  | 'invalid_storage_url'

/** Why bytes were not taken or not given. Messages hold no path of this machine. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** The `code` of a Node error, when it has one. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
