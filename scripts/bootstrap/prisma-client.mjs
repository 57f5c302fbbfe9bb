import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { NODE_MODULES, ROOT } from './paths.mjs'
import { withProgress } from './report.mjs'
import { runQuietly } from './run-quietly.mjs'
import { hashOf, readStamp, writeStamp } from './stamps.mjs'

const STEP = 'prismaClient'
const CLIENT = path.join(ROOT, 'packages/database/src/generated/client.ts')
const SOURCES = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']

export function isPrismaClientGenerated() {
  return existsSync(CLIENT) && readStamp(STEP) === sourcesHash()
}

export async function generatePrismaClient(node, env) {
  const hash = sourcesHash()
  writeStamp(STEP, undefined)
  const program = path.join(NODE_MODULES, 'prisma/build/index.js')
  await withProgress('Generating the Prisma client', () =>
    runQuietly(node, [program, 'generate', '--no-hints'], {
      // Prisma downloads an engine that `generate` does not use, unless this names a file that exists.
      env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      problem: 'The Prisma client could not be generated.',
    }),
  )
  writeStamp(STEP, hash)
}

function sourcesHash() {
  return hashOf(
    ...SOURCES.map((file) => (existsSync(path.join(ROOT, file)) ? readFileSync(path.join(ROOT, file)) : '')),
  )
}
