import { createHash } from 'node:crypto'
import type { Fault } from '@nemo-batch/contracts'
import type { StagedFile, Storage } from '@nemo-batch/storage'
import type { FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems.ts'
import { type Upload, withForm } from '../uploads/read-form.ts'
import { type BodyForm, essenceOf, formOfType } from './body-forms.ts'
import { stageBody } from './stage-body.ts'

/** A request that has come in whole: its document on local disk, and the files that came along. */
export type ReceivedBody = {
  readonly form: BodyForm
  readonly path: string
  /** null: not a form, nothing can be sent along. */
  readonly uploads: readonly Upload[] | null
  readonly faults: readonly Fault[]
  /** The same for the same request; the order of the parts of a form does not matter. */
  readonly sha256: string
}

type Options = {
  readonly storage: Storage
  /** Of the part of a form that holds the document; null where forms are not taken. */
  readonly partName: string | null
  readonly forms: readonly BodyForm[]
}

/**
 * Takes a request in, whatever its form, and hands it to `work`. Afterwards nothing of it is left on disk that was not
 * committed.
 * @throws ApiProblem `unsupported_media_type`, and what reading the body throws
 */
export async function withBody<T>(
  request: FastifyRequest,
  options: Options,
  work: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  if (request.isMultipart()) return withDocumentPart(request, options, work)
  if (request.body === undefined || request.body === null)
    throw new ApiProblem('invalid_json', 'Send a JSON document as application/json')
  const form = formOfType(request.headers['content-type'] ?? '')
  if (form === null) throw notTaken(options)
  const staged = await stageBody(options.storage, request)
  try {
    return await work({
      form,
      path: staged.path,
      uploads: null,
      faults: [],
      sha256: digestOf(request, form, staged, []),
    })
  } finally {
    await staged.discard()
  }
}

const notTaken = ({ forms }: Options): ApiProblem =>
  new ApiProblem('unsupported_media_type', `Send the document as one of ${forms.join(', ')}`)

async function withDocumentPart<T>(
  request: FastifyRequest,
  options: Options,
  work: (body: ReceivedBody) => Promise<T>,
): Promise<T> {
  const { storage, partName } = options
  if (partName === null) throw new ApiProblem('unsupported_media_type', 'Forms are not taken here')
  return withForm(request, { storage, documentPart: partName }, async ({ document, uploads, strayFields, faults }) => {
    if (document === null)
      throw new ApiProblem('invalid_multipart', `The form needs a part named \`${partName}\` that holds the document`)
    const form = formOfPart(document.mimetype, document.filename)
    if (!options.forms.includes(form)) throw notTaken(options)
    const strays = strayFields.map((name) => ({
      path: `/${name}`,
      code: 'unknown_field',
      message: `Besides \`${partName}\`, only files are taken`,
    }))
    return work({
      form,
      path: document.staged.path,
      uploads,
      faults: [...strays, ...faults],
      sha256: digestOf(request, form, document.staged, uploads),
    })
  })
}

/** What stands in a form is JSON unless its type or its name says otherwise. */
function formOfPart(mimetype: string, filename: string | undefined): BodyForm {
  const byType = formOfType(essenceOf(mimetype))
  if (byType !== null) return byType
  if (filename?.toLowerCase().endsWith('.csv')) return 'csv'
  return /\.(ndjson|jsonl)$/i.test(filename ?? '') ? 'ndjson' : 'json'
}

/** The same bytes are another request when they are read in another way, or meant for another thing. */
function digestOf(request: FastifyRequest, form: BodyForm, { sha256 }: StagedFile, uploads: readonly Upload[]): string {
  const address = JSON.stringify([request.params, request.query])
  const files = uploads.map(({ declaredName, staged }) => JSON.stringify([declaredName, staged.sha256])).sort()
  return createHash('sha256')
    .update([form, address, sha256, ...files].join('\n'))
    .digest('hex')
}
