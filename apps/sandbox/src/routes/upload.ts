import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { refuse } from '../errors.ts'
import { fetchMedia } from '../media/fetch-media.ts'
import { describeMedia, type MediaFile } from '../media/media-file.ts'
import type { Session } from '../sessions.ts'
import type { World } from '../world.ts'
import { answer, baseUrlOf, entryOf, findSession, parseBody, sessionParams } from './answer.ts'

const urlsBody = z.object({
  urls: z
    .array(z.url({ protocol: /^https?$/ }).max(4_000))
    .min(1)
    .max(50),
  source_type: z.literal('url'),
})

/** Uploads, as multipart with the field `files`, or by URL. A call is taken whole or not at all. */
export const uploadRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.post('/api/upload-video/nemo_agent/me/:sessionId', { config: { call: 'upload' } }, async (request) => {
      const session = findSession(world, request, sessionParams.parse(request.params).sessionId)
      const taken: MediaFile[] = []
      try {
        if (request.isMultipart()) await receiveParts(world, request, taken)
        else await fetchAll(world, request, taken)
      } catch (error) {
        await world.media.discard(taken)
        throw error
      }
      if (taken.length === 0) throw refuse.badRequest('no file in the field `files`')
      return finish(world, request, session, taken)
    })
  }

async function receiveParts(world: World, request: FastifyRequest, taken: MediaFile[]): Promise<void> {
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue
    if (part.fieldname !== 'files') throw refuse.badRequest(`unknown field: ${part.fieldname}`)
    taken.push(await world.media.receive(cleanName(part.filename), part.file))
  }
}

async function fetchAll(world: World, request: FastifyRequest, taken: MediaFile[]): Promise<void> {
  for (const url of parseBody(urlsBody, request.body).urls) {
    const { filename, body } = await fetchMedia(url)
    taken.push(await world.media.receive(cleanName(filename), body))
  }
}

function finish(world: World, request: FastifyRequest, session: Session, taken: readonly MediaFile[]) {
  session.files.push(...taken)
  const entry = entryOf(request)
  entry.detail = {
    ...entry.detail,
    files: taken.map((file) => ({ filename: file.filename, file_type: file.kind, size_bytes: file.sizeBytes })),
  }
  const baseUrl = baseUrlOf(request)
  return answer(world, { files: taken.map((file) => describeMedia(file, baseUrl)), session_state_applied: true })
}

const cleanName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last.replace(/\p{Cc}/gu, '').slice(0, 200) || 'file'
}
