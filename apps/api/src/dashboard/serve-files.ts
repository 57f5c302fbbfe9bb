import { readdir } from 'node:fs/promises'
import path from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { DASHBOARD_ASSETS_AGE_MS } from '../limits.ts'
import { notFound } from '../problems.ts'

const ASSETS = 'assets/'
const COMPRESSED = /\.(br|gz)$/

/**
 * The files of a built dashboard but its page, compressed where the build has done so. What is not among those that were
 * there at the start is not looked for: no address leads to another place of the disk.
 */
export async function serveFiles(app: FastifyInstance, folder: string): Promise<void> {
  const files = (await filesIn(folder)).filter((file) => !COMPRESSED.test(file) && file !== 'index.html')
  await app.register(serveStatic, { root: folder, serve: false, preCompressed: true, index: false })

  const assets = new Set(files.filter((file) => file.startsWith(ASSETS)))
  app.get<{ Params: { '*': string } }>(`/${ASSETS}*`, { config, schema: { hide: true } }, (request, reply) => {
    const file = `${ASSETS}${request.params['*']}`
    if (!assets.has(file)) throw notFound('file')
    // their names tell what is in them
    return reply.sendFile(file, { immutable: true, maxAge: DASHBOARD_ASSETS_AGE_MS })
  })
  for (const file of files.filter((name) => !assets.has(name)))
    app.get(`/${file}`, { config, schema: { hide: true } }, (_request, reply) => reply.sendFile(file, { maxAge: 0 }))
}

const config = { produces: 'any' } as const

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
}
