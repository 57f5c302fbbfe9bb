import { readFile } from 'node:fs/promises'
import { environmentSchema } from '@nemo-batch/runtime'
import { expect, it } from 'vitest'
import { CONFIGURATION_PAGE, configurationPage } from '../scripts/docs/configuration.ts'
import { ERRORS_PAGE, errorsPage } from '../scripts/docs/errors.ts'

it.each([
  ['docs/configuration.md', CONFIGURATION_PAGE, configurationPage],
  ['docs/errors.md', ERRORS_PAGE, errorsPage],
])('%s says what the code does (npm run docs)', async (_name, file, page) => {
  expect(await readFile(file, 'utf8')).toBe(page())
})

it('every setting says what it means', () => {
  const silent = Object.entries(environmentSchema.shape).filter(([, schema]) => !schema.description)
  expect(silent.map(([name]) => name)).toEqual([])
})
