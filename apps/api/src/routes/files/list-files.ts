import { fileListSchema, listFilesQuery } from '@nemo-batch/contracts'
import { pageRequest } from '../../services/page-request.ts'
import { presentFile, presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listFiles: Route = () => async (app) => {
  app.get(
    '/files',
    {
      config: { scope: 'jobs:read' },
      schema: {
        operationId: 'listFiles',
        tags: ['files'],
        summary: 'Files, newest first',
        querystring: listFilesQuery,
        response: { 200: fileListSchema, ...problems(400, 401, 403, 422) },
      },
    },
    async (request) => {
      const { purpose, ...page } = request.query
      return presentList(await request.project.listFiles({ ...pageRequest('file', page), purpose }), presentFile)
    },
  )
}
