import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

export const ROOT = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

export type Project = {
  /** An empty project of somebody else, beside a clone of this repository that is called `nemo-batch`. */
  readonly folder: string
  /** Runs a program in it. @returns what it wrote. @throws with what it wrote when it fails */
  run(program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>
  write(name: string, text: string): Promise<void>
  remove(): Promise<void>
}

export async function givenProject(): Promise<Project> {
  const parent = await mkdtemp(path.join(tmpdir(), 'nemo-sdk-'))
  const folder = path.join(parent, 'shop')
  await symlink(ROOT, path.join(parent, 'nemo-batch'), 'dir')
  await mkdir(folder)
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'shop', private: true, type: 'module' }))
  return {
    folder,
    async run(program, args, environment = {}) {
      const { stdout, stderr } = await run(program, [...args], {
        cwd: folder,
        maxBuffer: 16 * 1024 * 1024,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_offline: 'true', ...environment },
      }).catch((error: Error & { stdout?: string; stderr?: string }) => {
        throw new Error(`${program} failed: ${error.message}\n${error.stdout}\n${error.stderr}`)
      })
      return stdout + stderr
    },
    write: (name, text) => writeFile(path.join(folder, name), text),
    remove: () => rm(parent, { recursive: true, force: true }),
  }
}
