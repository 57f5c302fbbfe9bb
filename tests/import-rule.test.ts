import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..')
const BIOME = path.join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

const REFUSED: readonly (readonly [layer: string, file: string, imports: string])[] = [
  ['domain imports no other package', 'packages/domain/src', '@nemo-batch/runtime'],
  ['runtime imports no other package', 'packages/runtime/src', '@nemo-batch/domain'],
  ['contracts knows domain alone', 'packages/contracts/src', '@nemo-batch/runtime'],
  ['contracts knows no database', 'packages/contracts/src', '@nemo-batch/database'],
  ['nemo-client knows domain alone', 'packages/nemo-client/src/calls', '@nemo-batch/contracts'],
  ['nemo-client knows no queue', 'packages/nemo-client/src', '@nemo-batch/queue'],
  ['webhooks does not know database', 'packages/webhooks/src', '@nemo-batch/database'],
  ['storage does not know webhooks', 'packages/storage/src', '@nemo-batch/webhooks'],
  ['queue does not know database', 'packages/queue/src', '@nemo-batch/database'],
  ['database does not know queue', 'packages/database/src', '@nemo-batch/queue'],
  ['database does not know its own test tools', 'packages/database/src', '@nemo-batch/testing'],
  ['the client knows no other package', 'packages/sdk/src', '@nemo-batch/contracts'],
  ['the client runs in browsers too', 'packages/sdk/src/http', 'node:stream'],
  ['packages know no app', 'packages/testing/src', '@nemo-batch/sandbox'],
  ['presenters do not know webhooks', 'packages/presenters/src', '@nemo-batch/webhooks'],
  ['database does not know presenters', 'packages/database/src', '@nemo-batch/presenters'],
  ['the API imports no other app', 'apps/api/src/routes/jobs', '@nemo-batch/worker'],
  ['the CLI imports no other app', 'apps/cli/src', '@nemo-batch/api'],
  ['the worker does not import the sandbox', 'apps/worker/src', '@nemo-batch/sandbox'],
  ['the sandbox does not know the client it is tested with', 'apps/sandbox/src', '@nemo-batch/nemo-client'],
  ['the dashboard knows the service by its client alone', 'apps/dashboard/src/api', '@nemo-batch/contracts'],
  ['the dashboard runs in browsers', 'apps/dashboard/src/api', 'node:fs'],
  ['apps do not import test tools', 'apps/api/src', '@nemo-batch/testing'],
  ['only database imports Prisma', 'apps/worker/src/flow', '@prisma/client'],
  ['only database imports the adapter of Prisma', 'packages/queue/src', '@prisma/adapter-pg'],
  ['only database imports the generated client', 'packages/testing/src', '../../database/generated/client.ts'],
  ['only queue imports BullMQ', 'apps/worker/src', 'bullmq'],
  ['only queue imports ioredis', 'packages/database/src', 'ioredis'],
  ['only database, queue and testing import pg', 'apps/api/src', 'pg'],
  ['only database, queue and testing import pg, pools included', 'packages/webhooks/src', 'pg/lib/index.js'],
  ['no import reaches into a package', 'apps/api/src', '@nemo-batch/database/src/jobs.ts'],
  ['no import climbs into another package', 'packages/storage/src', '../../runtime/src/config.ts'],
]

const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ['packages/contracts/src', '@nemo-batch/domain'],
  ['packages/database/src', '@nemo-batch/runtime'],
  ['packages/database/src', 'pg'],
  ['packages/database/src', '@prisma/adapter-pg'],
  ['packages/queue/src', 'bullmq'],
  ['packages/testing/src', '@nemo-batch/database/embedded'],
  ['apps/worker/src/stages', '@nemo-batch/nemo-client'],
  ['apps/dashboard/src', '@nemo-batch/sdk'],
  ['apps/cli/src/stack', '@nemo-batch/database/embedded'],
]

type Diagnostic = { readonly category: string; readonly location: { readonly path: string } }

describe('the import rule', () => {
  let copy: string
  let diagnostics: readonly Diagnostic[]

  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'nemo-batch-imports-'))
    await copyFile(path.join(ROOT, 'biome.json'), path.join(copy, 'biome.json'))
    await writeFile(path.join(copy, '.gitignore'), 'node_modules/\n')
    for (const [index, [, folder, imports]] of REFUSED.entries()) await write(`${folder}/refused-${index}.ts`, imports)
    for (const [index, [folder, imports]] of ALLOWED.entries()) await write(`${folder}/allowed-${index}.ts`, imports)
    await write('apps/worker/src/flow.test.ts', '@nemo-batch/sandbox')
    await write('apps/worker/src/other-app.test.ts', '@nemo-batch/api')
    await write('packages/queue/src/wake-ups.test.ts', '@nemo-batch/testing')
    await write('packages/queue/src/upwards.test.ts', '@nemo-batch/database')
    await writeCycle()
    diagnostics = await lint(copy)
  })
  afterAll(() => rm(copy, { recursive: true, force: true }))

  async function write(file: string, imports: string): Promise<void> {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true })
    await writeFile(path.join(copy, file), `import '${imports}'\n`)
  }

  async function writeCycle(): Promise<void> {
    for (const [name, other] of [
      ['ring-a', 'ring-b'],
      ['ring-b', 'ring-a'],
    ] as const) {
      await write(`packages/${name}/src/index.ts`, `@nemo-batch/${other}`)
      const manifest = { name: `@nemo-batch/${name}`, type: 'module', exports: { '.': './src/index.ts' } }
      await writeFile(path.join(copy, `packages/${name}/package.json`), JSON.stringify(manifest))
      await mkdir(path.join(copy, 'node_modules/@nemo-batch'), { recursive: true })
      await symlink(path.join(copy, 'packages', name), path.join(copy, 'node_modules/@nemo-batch', name), 'junction')
    }
  }

  const rulesBrokenBy = (file: string): string[] =>
    diagnostics.filter(({ location }) => location.path === file).map(({ category }) => category)

  it.each(REFUSED.map(([layer, folder, imports], index) => ({ layer, folder, imports, index })))(
    '$layer: $imports in $folder',
    ({ folder, index }) => {
      expect(rulesBrokenBy(`${folder}/refused-${index}.ts`)).toEqual(['lint/style/noRestrictedImports'])
    },
  )

  it.each(ALLOWED.map(([folder, imports], index) => ({ folder, imports, index })))(
    'lets $folder import $imports',
    ({ folder, index }) => {
      expect(rulesBrokenBy(`${folder}/allowed-${index}.ts`)).toEqual([])
    },
  )

  it('lets tests alone use the sandbox and the test tools, and holds them to the arrow otherwise', () => {
    expect(rulesBrokenBy('apps/worker/src/flow.test.ts')).toEqual([])
    expect(rulesBrokenBy('packages/queue/src/wake-ups.test.ts')).toEqual([])
    expect(rulesBrokenBy('apps/worker/src/other-app.test.ts')).toEqual(['lint/style/noRestrictedImports'])
    expect(rulesBrokenBy('packages/queue/src/upwards.test.ts')).toEqual(['lint/style/noRestrictedImports'])
  })

  it('finds a cycle that runs through two packages', () => {
    expect(rulesBrokenBy('packages/ring-a/src/index.ts')).toEqual(['lint/suspicious/noImportCycles'])
    expect(rulesBrokenBy('packages/ring-b/src/index.ts')).toEqual(['lint/suspicious/noImportCycles'])
  })

  it('is kept by this repository', async () => {
    expect(await lint(ROOT)).toEqual([])
  })
})

async function lint(folder: string): Promise<readonly Diagnostic[]> {
  const rules = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles']
  const args = [BIOME, 'lint', '--reporter=json', '--max-diagnostics=none', ...rules, '.']
  const report = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => resolve(stdout))
  })
  const parsed: { diagnostics: readonly Diagnostic[] } = JSON.parse(report)
  return parsed.diagnostics
}
