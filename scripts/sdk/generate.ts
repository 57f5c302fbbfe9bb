import path from 'node:path'
import { writeTypes } from '../../packages/sdk/generator/write-types.ts'
import { writePage } from '../docs/page.ts'
import { openApiDocument } from './openapi-document.ts'

/** `npm run sdk:generate`: writes the types of the client from what the API says of itself. */
export const GENERATED_TYPES = path.join(import.meta.dirname, '../../packages/sdk/src/generated/openapi.ts')

export const generateTypes = async (): Promise<string> => writeTypes(JSON.parse(await openApiDocument()))

if (import.meta.main) await writePage(GENERATED_TYPES, await generateTypes())
