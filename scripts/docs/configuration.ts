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
    const fallback = asWritten(defaults[name])
    return [`\`${name}\``, fallback === '' ? 'unset' : `\`${fallback}\``, cell(schema.description ?? '')]
  })
  return `${INTRODUCTION}\n${table(['name', 'default', 'meaning'], rows)}`
}

const UNITS_MS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** A default as it stands in the environment: read, delays are numbers of milliseconds. */
function asWritten(value: unknown): string {
  if (!Array.isArray(value)) return String(value ?? '')
  return value.map((part) => (typeof part === 'number' ? delay(part) : String(part))).join(',')
}

function delay(delayMs: number): string {
  const [unit, unitMs] = UNITS_MS.find(([, ms]) => delayMs % ms === 0) ?? ['ms', 1]
  return `${delayMs / unitMs}${unit}`
}

if (import.meta.main) await writePage(CONFIGURATION_PAGE, configurationPage())
