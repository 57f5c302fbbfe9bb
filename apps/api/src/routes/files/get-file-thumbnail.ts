import { THUMBNAIL_SIZES, thumbnailQuery } from '@nemo-batch/contracts'
import { MediaError, makeThumbnail } from '@nemo-batch/storage'
import { z } from 'zod'
import { FILE_BYTES, THUMBNAILS_AT_ONCE, THUMBNAILS_WAITING } from '../../limits.ts'
import { ApiProblem } from '../../problems.ts'
import { createFewAtOnce } from '../../services/few-at-once.ts'
import { found, idParam } from '../../services/page-request.ts'
import { problems, type Route } from '../route.ts'

const WEBP = 'image/webp'

/** A photo, small enough for a list of hundreds. Made anew each time that a browser does not have it. */
export const getFileThumbnail: Route =
  ({ storage }) =>
  async (app) => {
    const inTurn = createFewAtOnce({ atOnce: THUMBNAILS_AT_ONCE, waiting: THUMBNAILS_WAITING })
    app.get(
      '/files/:id/thumbnail',
      {
        config: { scope: 'jobs:read', produces: 'any' },
        schema: {
          operationId: 'getFileThumbnail',
          tags: ['files'],
          summary: 'A photo as a small WebP, upright and without metadata',
          params: z.object({ id: z.string() }),
          querystring: thumbnailQuery,
          response: {
            200: {
              description: `The photo, ${THUMBNAIL_SIZES.join(', ')} pixels on its longest side, or smaller if it is`,
              content: { [WEBP]: { schema: z.any().meta({ type: 'string', format: 'binary' }) } },
            },
            304: z.any().describe('the caller has it already'),
            ...problems(401, 403, 404, 422, 503),
          },
        },
      },
      async (request, reply) => {
        const file = found('file', await request.project.findFile(idParam('file', request.params.id)))
        if (file.purpose !== 'media') throw new ApiProblem('not_found', 'This file is no photo, it is a finished video')
        if (!file.contentType.startsWith('image/'))
          throw new ApiProblem('no_thumbnail', 'There are thumbnails of photos alone')
        const { size } = request.query
        const etag = `"${file.sha256}-${size}"`
        reply.headers({
          etag,
          // who signs in next with the same browser has another cookie
          vary: 'Authorization, Cookie',
          'cache-control': 'private, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        })
        if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send()
        reply.type(WEBP)
        if (request.method === 'HEAD') return reply.send('')
        // nobody waits for the photos of a page that was left
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const { signal } = gone
        const thumbnail = await inTurn(signal, async () => {
          const photo = await storage.open(file.storageKey)
          return makeThumbnail(storage, photo, { longestSide: Number(size), maxBytes: FILE_BYTES, signal })
        }).catch((error: unknown) => {
          if (signal.aborted) return 'nobody' as const
          if (!(error instanceof MediaError)) throw error
          throw new ApiProblem('no_thumbnail', 'The photo cannot be decoded', { cause: error })
        })
        if (thumbnail === 'nobody') return reply.hijack()
        if (thumbnail === null) throw new ApiProblem('overloaded', 'Many thumbnails are being made; ask again soon')
        return reply.send(thumbnail)
      },
    )
  }
