import type { EnvelopeReading } from '@nemo-batch/contracts'

/** One element of `jobs` from outside, or why there is none. */
export type RawJob =
  | { readonly line: number | null; readonly value: unknown }
  | { readonly line: number | null; readonly problem: { readonly code: string; readonly message: string } }

/** A request that lies whole on disk, read a piece at a time, whatever its form. */
export type JobSource = {
  readonly envelope: EnvelopeReading
  /** In small chunks, in order. @throws ApiProblem when the rest cannot be read */
  jobs(): AsyncGenerator<readonly RawJob[]>
}

/** So much is read, and worked on, in one turn of the event loop. */
export const CHUNK_BYTES = 64 * 1024
