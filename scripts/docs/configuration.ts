import path from 'node:path'
import { environmentSchema } from '@nemo-batch/runtime'
import { cell, table, writePage } from './page.ts'

/** `npm run docs`: writes docs/configuration.md from the schema that validates the environment. */
export const CONFIGURATION_PAGE = path.join(import.meta.dirname, '../../docs/configuration.md')

const INTRODUCTION = `# Configuration

Environment variables, all optional. They are read once, at start; every bad one is named in one message, and the
process ends with exit code 2. An empty value counts as unset.

<!-- Written by scripts/docs/configuration.ts from packages/runtime/src/config.ts: change it there. -->
`

export function configurationPage(): string {
  const defaults: Readonly<Record<string, unknown>> = environmentSchema.parse({})
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const fallback = String(defaults[name] ?? '')
    return [`\`${name}\``, fallback === '' ? 'unset' : `\`${fallback}\``, cell(schema.description ?? '')]
  })
  return `${INTRODUCTION}\n${table(['name', 'default', 'meaning'], rows)}`
}

if (import.meta.main) await writePage(CONFIGURATION_PAGE, configurationPage())
