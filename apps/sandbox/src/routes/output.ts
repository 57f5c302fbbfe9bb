import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { MEDIA_TYPES } from '../media/sniff-type.ts'
import type { World } from '../world.ts'
import { entryOf } from './answer.ts'

const outputParams = z.object({ name: z.string().max(100) })
const mediaParams = z.object({ id: z.string().max(100) })

/** Finished videos and uploaded files, by their random names and without a bearer, as a CDN would serve them. */
export const outputRoutes =
  (world: World): FastifyPluginAsync =>
  async (app) => {
    app.get('/output/:name', { config: { call: 'output' } }, async (request, reply) => {
      const entry = entryOf(request)
      const render = world.renders.byPublicName(outputParams.parse(request.params).name)
      entry.session_id = render?.sessionId ?? null
      entry.user_id = render?.userId ?? null
      // The URL points at a CDN of somebody else: a token sent there is given away.
      if (request.headers.authorization !== undefined) world.log.blame(entry, 'authorization_sent_to_output')
      if (render?.filePath == null || render.faults.output_gone !== undefined) return reply.code(404).send('not found')
      return sendRange(request, reply, render.filePath, render.faults.bad_mp4 === 'html' ? 'text/html' : 'video/mp4')
    })

    app.get('/media/:id', async (request, reply) => {
      const file = world.media.get(mediaParams.parse(request.params).id)
      if (file === undefined) return reply.code(404).send('not found')
      return sendRange(request, reply, file.path, MEDIA_TYPES[file.type].mime)
    })
  }

async function sendRange(request: FastifyRequest, reply: FastifyReply, file: string, mime: string) {
  const { size } = await stat(file)
  reply.header('content-type', mime).header('accept-ranges', 'bytes')
  const range = readRange(request.headers.range, size)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send('')
  if (range === null) return reply.header('content-length', size).send(createReadStream(file))
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${size}`)
    .header('content-length', range.end - range.start + 1)
    .send(createReadStream(file, range))
}

/** One range of bytes; several, or anything else, is answered with the whole file, as the standard allows. */
function readRange(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]))
  return start >= size || start > end ? 'unsatisfiable' : { start, end }
}
