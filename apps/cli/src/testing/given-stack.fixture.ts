import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfig } from '@nemo-batch/runtime'
import { waitFor } from '@nemo-batch/testing'
import { pino } from 'pino'
import type { StackOptions } from '../stack/run-stack.ts'

const FAKE_APP = fileURLToPath(new URL('./fake-app.fixture.ts', import.meta.url))
const APPS = ['api', 'worker', 'sandbox'] as const

export type GivenFolder = {
  readonly folder: string
  journal(): Promise<string[]>
  /** Waits for the line that starts so. */
  noted(start: string): Promise<string>
  /** The pid that the app noted last. */
  pidOf(app: string): Promise<number>
  remove(): Promise<void>
}

/** A data folder with small stand-ins for the apps in it. */
export async function givenFolder(): Promise<GivenFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'stack-'))
  for (const app of APPS)
    await writeFile(path.join(folder, `${app}.mjs`), `await import(${JSON.stringify(FAKE_APP)})\n`)
  await writeFile(journalIn(folder), '')
  const journal = async (): Promise<string[]> => (await readFile(journalIn(folder), 'utf8')).split('\n').filter(Boolean)
  const noted = (start: string): Promise<string> =>
    waitFor(async () => (await journal()).findLast((line) => line.startsWith(start)), { describe: `"${start}"` })
  return {
    folder,
    journal,
    noted,
    pidOf: async (app) => Number((await noted(`${app} started`)).split(' ').at(-1)),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

const journalIn = (folder: string): string => path.join(folder, 'journal')

/** A stack of stand-ins, with a database that only notes its coming and going. */
export function fakeStackOptions(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Omit<StackOptions, 'signal'> {
  const env = { DATA_DIR: folder, PORT: '0', FAKE_JOURNAL: journalIn(folder), PATH: '/usr/bin:/bin', ...environment }
  return {
    config: parseConfig(env),
    environment: env,
    logger: pino({ level: 'silent' }),
    output: 'inherit',
    parts: {
      entries: {
        api: path.join(folder, 'api.mjs'),
        worker: path.join(folder, 'worker.mjs'),
        sandbox: path.join(folder, 'sandbox.mjs'),
      },
      openDatabase: async () => {
        await appendFile(journalIn(folder), 'database started\n')
        return {
          url: 'postgresql://nobody@127.0.0.1:1/none',
          close: () => appendFile(journalIn(folder), 'database stopped\n'),
        }
      },
    },
  }
}
