import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The machine's own Chromium; `CHROMIUM` names another. null: there is none, which is said once. @throws in CI */
export function findChromium(environment: NodeJS.ProcessEnv): string | null {
  const folders = (environment.PATH ?? '').split(path.delimiter)
  const found =
    environment.CHROMIUM ??
    folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find((file) => existsSync(file))
  if (found !== undefined) return found
  const message = 'Browser tests not run: Chromium not found (apt-get install chromium)'
  if (environment.CI) throw new Error(message)
  process.stderr.write(`${message}\n`)
  return null
}

/** Root, as which CI runs, may not use the sandbox of Chromium. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
