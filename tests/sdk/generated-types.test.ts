import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { GENERATED_TYPES, generateTypes } from '../../scripts/sdk/generate.ts'

it('the types of the SDK say what the API says of itself (npm run sdk:generate)', async () => {
  expect(await readFile(GENERATED_TYPES, 'utf8')).toBe(await generateTypes())
})
