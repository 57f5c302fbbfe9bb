import type { Readable } from 'node:stream'
import type { Fault } from '@nemo-batch/contracts'
import {
  MediaError,
  type ReceivedMedia,
  receiveMedia,
  type StagedFile,
  type Storage,
  StorageError,
} from '@nemo-batch/storage'
import type { FastifyRequest } from 'fastify'
import { stageDocument } from '../intake/stage-body.ts'
import { BATCH_BODY_BYTES, FILE_BYTES, FORM_BYTES, STRAY_FIELD_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

/** A checked file of a form, on local disk and nowhere else yet. */
export type Upload = ReceivedMedia & {
  readonly partName: string
  /** As the sender gave it; for matching only. */
  readonly declaredName: string
}

/** The part that says what the files are for, on local disk. */
export type FormDocument = {
  readonly staged: StagedFile
  readonly mimetype: string
  readonly filename: string | undefined
}

export type Form = {
  readonly uploads: readonly Upload[]
  /** null when there is no such part */
  readonly document: FormDocument | null
  /** The names of parts that are neither. */
  readonly strayFields: readonly string[]
  /** One for each file that is not taken. */
  readonly faults: readonly Fault[]
}

export type FormOptions = {
  readonly storage: Storage
  /** The part that is no file even when it has a file name. */
  readonly documentPart?: string
}

const MIB = 1024 * 1024

/**
 * Reads a form, each file to local disk, and hands it to `work`. When `work` has ended, or anything goes wrong before
 * (the client leaves, a file is too large), what was not committed is removed.
 * @throws ApiProblem `file_too_large`, `body_too_large` as soon as the limit is passed; `invalid_multipart`
 */
export async function withForm<T>(
  request: FastifyRequest,
  options: FormOptions,
  work: (form: Form) => Promise<T>,
): Promise<T> {
  const parts = new ReceivedParts()
  try {
    await readParts(request, options, parts)
    return await work(parts)
  } finally {
    await parts.discard()
  }
}

class ReceivedParts implements Form {
  readonly uploads: Upload[] = []
  readonly strayFields: string[] = []
  readonly faults: Fault[] = []
  document: FormDocument | null = null

  async discard(): Promise<void> {
    await Promise.all([this.document, ...this.uploads].map((part) => part?.staged.discard()))
  }
}

async function readParts(request: FastifyRequest, options: FormOptions, parts: ReceivedParts): Promise<void> {
  refuseEarly(request)
  let restBytes = FORM_BYTES
  let index = 0
  try {
    for await (const part of request.parts()) {
      if (part.type !== 'file') continue
      if (isText(part, options)) {
        await takeText(part, options, parts)
        continue
      }
      const received = await receiveFile(part, options.storage, { path: `/${part.fieldname}/${index++}`, restBytes })
      if ('code' in received) parts.faults.push(received)
      else {
        parts.uploads.push(received)
        restBytes -= received.staged.sizeBytes
      }
    }
  } catch (error) {
    // Busboy keeps what it has not parsed; what the client still sends is thrown away.
    request.raw.unpipe()
    request.raw.resume()
    throw formProblem(error)
  }
}

/** What says itself that it is too large is not read at all. */
function refuseEarly(request: FastifyRequest): void {
  if (Number(request.headers['content-length'] ?? 0) > FORM_BYTES + BATCH_BODY_BYTES)
    throw new ApiProblem('body_too_large', `A form holds at most ${FORM_BYTES / MIB} MB`)
}

type Part = {
  readonly fieldname: string
  readonly filename: string | undefined
  readonly mimetype: string
  readonly file: Readable
}

const isText = (part: Part, { documentPart }: FormOptions): boolean =>
  part.filename === undefined ||
  (part.fieldname === documentPart &&
    (/json|^text\//.test(part.mimetype) || /\.(json|ndjson|jsonl|csv)$/i.test(part.filename)))

async function takeText(part: Part, { storage, documentPart }: FormOptions, parts: ReceivedParts): Promise<void> {
  if (part.fieldname !== documentPart) {
    parts.strayFields.push(part.fieldname)
    return skip(part.file)
  }
  if (parts.document !== null)
    throw new ApiProblem('invalid_multipart', `The form has two parts named \`${part.fieldname}\``)
  const { mimetype, filename } = part
  parts.document = { staged: await stageDocument(storage, part.file), mimetype, filename }
}

/** A part that is not read holds up those behind it. */
async function skip(stream: Readable): Promise<void> {
  let sizeBytes = 0
  for await (const chunk of stream) {
    sizeBytes += chunk.length
    if (sizeBytes > STRAY_FIELD_BYTES)
      throw new ApiProblem('body_too_large', `A field that is no file has at most ${STRAY_FIELD_BYTES} bytes`)
  }
}

/** @returns a fault when the file is whole but not one that is taken, so that the next one can be looked at */
async function receiveFile(
  part: Part,
  storage: Storage,
  { path, restBytes }: { path: string; restBytes: number },
): Promise<Upload | Fault> {
  const declaredName = part.filename ?? ''
  try {
    const received = await receiveMedia(storage, part.file, {
      filename: declaredName,
      maxBytes: Math.min(FILE_BYTES, restBytes),
    })
    return { ...received, partName: part.fieldname, declaredName }
  } catch (error) {
    if (error instanceof MediaError) return { path, code: error.code, message: error.message }
    if (!(error instanceof StorageError)) throw error
    if (error.code === 'empty_file') return { path, code: 'empty_file', message: error.message }
    if (error.code !== 'file_too_large') throw error
    throw restBytes < FILE_BYTES
      ? new ApiProblem('body_too_large', `A form holds at most ${FORM_BYTES / MIB} MB`)
      : new ApiProblem('file_too_large', `A file has at most ${FILE_BYTES / MIB} MB`)
  }
}

/** Errors without a code of the system's or ours are the form parser's: the form is broken. */
function formProblem(error: unknown): unknown {
  if (error instanceof ApiProblem || !(error instanceof Error)) return error
  if ('code' in error && error.code !== undefined && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') return error
  return new ApiProblem('invalid_multipart', 'The form is broken or ended too early', { cause: error })
}
