import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { environmentSchema } from '@nemo-batch/runtime'

/** `npm run docs:configuration`: writes docs/configuration.md from the schema that validates the environment. */
export const CONFIGURATION_PAGE = path.join(import.meta.dirname, '../docs/configuration.md')

const INTRODUCTION = `# Configuration

Environment variables, all optional. They are read once, at start; every bad one is named in one message, and the
process ends with exit code 2. An empty value counts as unset.

<!-- Written by scripts/write-configuration-docs.ts from packages/runtime/src/config.ts: change it there. -->
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

export function configurationPage(): string {
  const defaults: Readonly<Record<string, unknown>> = environmentSchema.parse({})
  const rows = Object.entries(environmentSchema.shape).map(([name, schema]) => {
    const fallback = defaults[name]
    return [`\`${name}\``, fallback === undefined ? 'unset' : `\`${String(fallback)}\``, cell(schema.description ?? '')]
  })
  return `${INTRODUCTION}\n${table(['name', 'default', 'meaning'], rows)}`
}

/** Padded to even columns, as the formatter has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('')
}

if (import.meta.main) {
  const page = configurationPage()
  const isCurrent = (await readFile(CONFIGURATION_PAGE, 'utf8').catch(() => '')) === page
  if (!isCurrent) await writeFile(CONFIGURATION_PAGE, page)
}
