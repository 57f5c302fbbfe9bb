import { readFile } from 'node:fs/promises'
import { environmentSchema } from '@nemo-batch/runtime'
import { expect, it } from 'vitest'
import { CONFIGURATION_PAGE, configurationPage } from '../scripts/write-configuration-docs.ts'

it('docs/configuration.md tells every setting as the schema has it (npm run docs:configuration)', async () => {
  expect(await readFile(CONFIGURATION_PAGE, 'utf8')).toBe(configurationPage())
})

it('every setting says what it means', () => {
  const silent = Object.entries(environmentSchema.shape).filter(([, schema]) => !schema.description)
  expect(silent.map(([name]) => name)).toEqual([])
})
