import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { environmentSchema } from '@nemo-batch/runtime'
import { describe, expect, it } from 'vitest'
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

describe('docs/guarantees.md', async () => {
  const page = await readFile('docs/guarantees.md', 'utf8')
  // `file`: “words of a test” · “words of another”
  const named = [...page.matchAll(/`([^`]+\.ts)`((?:: | · )“[^”]+”(?: · “[^”]+”)*)?/g)].map(
    ([, file = '', tests = '']) => ({
      file,
      tests: [...tests.matchAll(/“([^”]+)”/g)].map(([, words = '']) => words),
    }),
  )

  it('names tests', () => expect(named.flatMap(({ tests }) => tests).length).toBeGreaterThan(40))

  it.each(named)('$file holds what it is said to prove', async ({ file, tests }) => {
    const source = await readFile(path.resolve(file), 'utf8')
    expect(tests.filter((words) => !source.includes(words))).toEqual([])
  })
})
