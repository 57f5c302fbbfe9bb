import { readStatsQuery, type Stats, statsSchema } from '@nemo-batch/contracts'
import { bucketsOf } from '@nemo-batch/database'
import { STATS_AGE_MS } from '../../limits.ts'
import { presentStats } from '../../services/present-figures.ts'
import { createRecentAnswers } from '../../services/recent-answers.ts'
import { spanOf } from '../../services/span-of.ts'
import { problems, type Route } from '../route.ts'

export const getStats: Route = ({ settings }) => {
  const recently = createRecentAnswers<Stats>(STATS_AGE_MS)
  return async (app) => {
    app.get(
      '/stats',
      {
        config: { scope: 'jobs:read' },
        schema: {
          operationId: 'getStats',
          tags: ['figures'],
          summary: 'How work went in a span of time, and what waits now',
          description:
            'Kept for two seconds, and longer where it took long to read, for all who look at the same span.',
          querystring: readStatsQuery,
          response: { 200: statsSchema, ...problems(400, 401, 403, 422) },
        },
      },
      async ({ project, query }) => {
        const span = bucketsOf(spanOf(query, settings.now()))
        const key = [project.projectId, span.from.getTime(), span.to.getTime()].join(' ')
        return recently(key, async () => presentStats(span, await project.readStats(span)))
      },
    )
  }
}
