import { fileListSchema, listFilesQuery } from '@nemo-batch/contracts'
import { listFiles as readFiles } from '@nemo-batch/database'
import { pageRequest } from '../../services/page-request.ts'
import { presentFile, presentList } from '../../services/present.ts'
import { problems, type Route } from '../route.ts'

export const listFiles: Route = (services) => async (app) => {
  app.get(
    '/files',
    {
      schema: {
        operationId: 'listFiles',
        tags: ['files'],
        summary: 'Files, newest first',
        querystring: listFilesQuery,
        response: { 200: fileListSchema, ...problems(400, 401, 422) },
      },
    },
    async (request) => {
      const { purpose, ...page } = request.query
      return presentList(await readFiles(services.db, { ...pageRequest(request, 'file', page), purpose }), presentFile)
    },
  )
}
