import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from './installed-sdk.fixture.ts'

/** The code of a section of a page in one language, as it stands there. */
export async function codeBlocks(page: string, section: string, language: string): Promise<string[]> {
  const text = await readFile(path.join(ROOT, page), 'utf8')
  const [, body = ''] = text.split(`\n## ${section}\n`)
  const [own = ''] = body.split('\n## ')
  return [...own.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  )
}
