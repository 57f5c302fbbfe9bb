import { PassThrough, type Readable } from 'node:stream'
import { type StagedFile, type Storage, StorageError } from '@nemo-batch/storage'
import type { FastifyRequest } from 'fastify'
import { BATCH_BODY_BYTES } from '../limits.ts'
import { ApiProblem } from '../problems.ts'

/**
 * Takes the body of a request to local disk as it is, hashing it on the way. Nothing is left of a body that is too large,
 * is empty or ends too early.
 * @throws ApiProblem `body_too_large`, `invalid_json`, `invalid_request`
 */
export async function stageBody(storage: Storage, request: FastifyRequest): Promise<StagedFile> {
  if (Number(request.headers['content-length'] ?? 0) > BATCH_BODY_BYTES) throw tooLarge()
  const { raw } = request
  // Piped, and not handed over: what goes wrong with the copy must not end the connection before it is answered, and a
  // flowing request shows whether it is the client who is slow.
  const copy = new PassThrough()
  // a body may break off before anybody reads the copy, whose error would then end the process
  copy.on('error', () => undefined)
  const breakOff = (): void => void (raw.complete || copy.destroy(new BodyBroken()))
  raw.once('close', breakOff)
  raw.once('error', breakOff)
  raw.pipe(copy)
  try {
    return await stageDocument(storage, copy)
  } catch (error) {
    raw.unpipe(copy)
    throw error instanceof BodyBroken
      ? new ApiProblem('invalid_request', 'The body broke off', { cause: error })
      : error
  } finally {
    raw.off('close', breakOff)
    raw.off('error', breakOff)
  }
}

class BodyBroken extends Error {}

/** @throws ApiProblem `body_too_large`, `invalid_json` for an empty one */
export async function stageDocument(storage: Storage, stream: Readable): Promise<StagedFile> {
  try {
    return await storage.stage(stream, { maxBytes: BATCH_BODY_BYTES })
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    if (error.code === 'empty_file') throw new ApiProblem('invalid_json', 'The body is empty')
    throw error.code === 'file_too_large' ? tooLarge() : error
  }
}

const tooLarge = (): ApiProblem => new ApiProblem('body_too_large', `A body has at most ${BATCH_BODY_BYTES} bytes`)
