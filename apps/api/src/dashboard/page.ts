import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { preferredType } from '../plugins/accept.ts'
import { pathOf } from '../plugins/error-handler.ts'

/** Put by the build into a `meta` element, from where scripts take it for the styles that they add. */
const PLACEHOLDER = '__NONCE__'

/** What the service itself answers, and never with the page. */
const NOT_PAGES: readonly string[] = [
  ...['v1', 'docs', 'openapi.json', 'metrics', 'healthz', 'readyz', 'queues', 'assets'],
]

const LANDING = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>nemo-batch</title>
<h1>nemo-batch</h1>
<p>Batches of photos in, finished MP4s out.</p>
<p>The dashboard is not built here: <code>npm start</code> builds it, and so does <code>npm run build -w apps/dashboard</code>.</p>
<ul>
<li><a href="/docs">API documentation</a></li>
<li><a href="/openapi.json">OpenAPI description</a></li>
<li><a href="/healthz">Health</a></li>
</ul>
</html>
`

export type Page = {
  readonly isBuilt: boolean
  /** Under a policy that lets nothing run, load or be asked but what is ours. */
  send(reply: FastifyReply): FastifyReply
}

/** The one page of the dashboard, which shows all of its addresses; read once. @param folder where it is built */
export async function readPage(folder: string): Promise<Page> {
  const built = await readFile(path.join(folder, 'index.html'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  const pieces = (built ?? LANDING).split(PLACEHOLDER)
  return {
    isBuilt: built !== null,
    send: (reply) => {
      const nonce = randomBytes(16).toString('base64')
      return reply
        .code(200)
        .header('content-security-policy', policyWith(nonce))
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(pieces.join(nonce))
    },
  }
}

const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Whether it is a person with a browser who asks for an address that may be one of the dashboard. */
export function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const [first = ''] = pathOf(url).split('/').filter(Boolean)
  return !NOT_PAGES.includes(first.toLowerCase()) && preferredType(headers.accept, PAGE_OR_JSON) === 'text/html'
}

/** Programs that do not say what they like get JSON. */
export const PAGE_OR_JSON: readonly string[] = ['application/json', 'text/html']
