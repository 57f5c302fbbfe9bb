import type { FastifyInstance } from 'fastify'
import { CLOSE_GRACE_MS } from '../limits.ts'
import type { Services } from '../services/index.ts'

/** On close, event streams end at once and requests under way may finish; what still holds on then is cut. */
export function endGracefully(app: FastifyInstance, { streams }: Services): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS)
    await streams.close()
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
