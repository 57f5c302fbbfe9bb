import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems.ts'
import { type Form, withForm } from '../uploads/read-form.ts'
import type { Services } from './index.ts'

/** A JSON document, with the files that came along; `form` is null when it came as plain JSON. */
export type ReceivedDocument = { readonly value: unknown; readonly form: Form | null; readonly sha256: () => string }

/**
 * Reads a document that comes as JSON, or as the part `partName` of a form beside the files that it names.
 * @throws ApiProblem `invalid_json`, `invalid_multipart`, and what reading a form throws
 */
export async function withDocument<T>(
  app: FastifyInstance,
  services: Services,
  request: FastifyRequest,
  partName: string,
  work: (document: ReceivedDocument) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) {
    if (request.body === undefined || request.body === null)
      throw new ApiProblem('invalid_json', 'Send a JSON document as application/json')
    return work({ value: request.body, form: null, sha256: () => request.bodySha256 ?? '' })
  }
  return withForm(request, { storage: services.storage, documentPart: partName }, async (form) => {
    const text = form.texts.get(partName)
    if (text === undefined)
      throw new ApiProblem('invalid_multipart', `The form needs a part named \`${partName}\` that holds the JSON`)
    const unknown = [...form.texts.keys()].filter((name) => name !== partName)
    const faults = unknown.map((name) => ({
      path: `/${name}`,
      code: 'unknown_field',
      message: `Besides \`${partName}\`, only files are taken`,
    }))
    const value = await parseLikeBody(app, request, text)
    return work({ value, form: { ...form, faults: [...faults, ...form.faults] }, sha256: () => digestOf(text, form) })
  })
}

/** The parser of JSON bodies, with what it refuses. */
function parseLikeBody(app: FastifyInstance, request: FastifyRequest, text: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const refuse = (): void =>
      reject(new ApiProblem('invalid_json', 'The JSON part of the form cannot be read as JSON'))
    try {
      app.getDefaultJsonParser('error', 'error')(request, text, (error, value) =>
        error === null ? resolve(value) : refuse(),
      )
    } catch {
      refuse()
    }
  })
}

/** Of the document and of each file; their order in the form does not matter. */
function digestOf(text: string, { uploads }: Form): string {
  const files = uploads.map(({ declaredName, staged }) => JSON.stringify([declaredName, staged.sha256])).sort()
  return createHash('sha256').update(text).update(files.join('\n')).digest('hex')
}
