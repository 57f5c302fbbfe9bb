import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** For tests: a folder that lasts as long as the test file. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nemo-batch-storage-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
