import { createHash } from 'node:crypto'
import { type Fault, type File, fileListSchema, fileSchema } from '@nemo-batch/contracts'
import { MediaError } from '@nemo-batch/storage'
import { z } from 'zod'
import { ApiProblem, invalidInput } from '../../problems.ts'
import { answerOnce, onceKeyOf } from '../../services/create-once.ts'
import { presentFile } from '../../services/present.ts'
import { keepUploads } from '../../uploads/keep-uploads.ts'
import { type Form, withForm } from '../../uploads/read-form.ts'
import { problems, type Route } from '../route.ts'

/** One part makes a file, several a list of files. One that is not taken means that none is. */
export const createFiles: Route = (services) => async (app) => {
  app.post(
    '/files',
    {
      config: { scope: 'jobs:write', audit: 'file.create' },
      schema: {
        operationId: 'createFiles',
        tags: ['files'],
        summary: 'Send photos or clips, in parts named `file`',
        consumes: ['multipart/form-data'],
        response: { 201: z.union([fileSchema, fileListSchema]), ...problems(400, 401, 403, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      if (!request.isMultipart()) throw new ApiProblem('unsupported_media_type', 'Send files as multipart/form-data')
      return withForm(request, services, async (form) => {
        const faults = [...form.faults, ...formFaults(form)]
        if (faults.length > 0) throw invalidInput(faults, { members: acceptedKinds(faults) })
        const once = onceKeyOf(request, () => digestOf(form))
        return answerOnce(request.project, reply, once, (guard, keep) =>
          keepUploads(services.storage, request.project, form.uploads, async (tx, stored) => {
            await guard(tx)
            const files = stored.map(presentFile)
            return keep(tx, { statusCode: 201, headers: locationOf(files), body: filesAnswer(files) })
          }),
        )
      })
    },
  )
}

const acceptedKinds = (faults: readonly Fault[]): Record<string, unknown> =>
  faults.some((fault) => fault.code === 'unsupported_file')
    ? { accepted: new MediaError('unsupported_file', '').accepted }
    : {}

function formFaults({ uploads, strayFields, faults }: Form): Fault[] {
  const unknown = strayFields.map((name) => ({
    path: `/${name}`,
    code: 'unknown_field',
    message: 'Only files are taken here, each with a file name',
  }))
  if (uploads.length + faults.length + unknown.length > 0) return unknown
  return [{ path: '/file', code: 'file_required', message: 'Send at least one file, in a part named `file`' }]
}

const digestOf = ({ uploads }: Form): string =>
  uploads
    .reduce(
      (hash, { filename, staged }) => hash.update(JSON.stringify([filename, staged.sha256])),
      createHash('sha256'),
    )
    .digest('hex')

const locationOf = ([first, ...others]: readonly File[]): Record<string, string> =>
  first === undefined || others.length > 0 ? {} : { location: `/v1/files/${first.id}` }

function filesAnswer(files: readonly File[]): unknown {
  if (files.length === 1) return files[0]
  return { object: 'list', data: files, has_more: false, next_cursor: null }
}
