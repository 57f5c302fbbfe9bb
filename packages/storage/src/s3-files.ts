import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { Disk } from 'flydrive'
import { S3Driver } from 'flydrive/drivers/s3'
import type { ByteRange, FilePlace } from './storage.ts'
import { StorageError } from './storage-error.ts'

const CONNECT_TIMEOUT_MS = 5_000
const SOCKET_IDLE_TIMEOUT_MS = 60_000
const SETTINGS = ['region', 'endpoint']

/**
 * Objects of an S3 bucket; an object appears when its upload is complete, never before. Credentials come from where
 * the AWS SDK looks for them.
 * @param storageUrl `s3://bucket?region=…&endpoint=…`; with an endpoint the bucket is addressed by path, as every
 *   S3-compatible server understands
 * @throws StorageError `invalid_storage_url`
 */
export function openS3Files(storageUrl: string): FilePlace {
  const { bucket, region, endpoint } = parseStorageUrl(storageUrl)
  const client = new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    // The checksum trailers that the SDK adds to streams by default are unknown to many compatible servers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Faults are thrown; the default says some of them on the console as well.
    logger: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SOCKET_IDLE_TIMEOUT_MS },
  })
  const disk = new Disk(new S3Driver({ client, bucket, visibility: 'private', supportsACL: false }))
  return {
    async put(staged, key) {
      const contents = createReadStream(staged.path)
      try {
        await disk.putStream(key, contents, {
          contentLength: staged.sizeBytes,
          contentType: 'application/octet-stream',
          ChecksumSHA256: Buffer.from(staged.sha256, 'hex').toString('base64'),
        })
      } finally {
        contents.destroy()
      }
    },
    async open(key, range) {
      try {
        // flydrive reads whole objects only.
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...rangeHeader(range) })
        const { Body } = await client.send(command)
        if (Body instanceof Readable) return Body
        throw new StorageError('not_found', 'There is no such file')
      } catch (error) {
        throw fromS3(error)
      }
    },
    async stat(key) {
      if (!(await disk.exists(key))) return null
      const { contentLength, lastModified } = await disk.getMetaData(key)
      return { sizeBytes: contentLength, modifiedAt: lastModified }
    },
    remove: (key) => disk.delete(key),
  }
}

function rangeHeader({ start = 0, end }: ByteRange): { Range?: string } {
  if (start === 0 && end === undefined) return {}
  if (!Number.isInteger(start) || start < 0 || (end !== undefined && end < start))
    throw new StorageError('invalid_range', 'The range is not one')
  return { Range: `bytes=${start}-${end ?? ''}` }
}

function fromS3(error: unknown): unknown {
  if (!(error instanceof S3ServiceException)) return error
  const status = error.$metadata.httpStatusCode
  if (status === 404) return new StorageError('not_found', 'There is no such file', error)
  if (status === 416) return new StorageError('invalid_range', 'The range lies beyond the file', error)
  return error
}

function parseStorageUrl(text: string) {
  const url = URL.parse(text)
  const unknown = [...(url?.searchParams.keys() ?? [])].find((name) => !SETTINGS.includes(name))
  if (url?.protocol !== 's3:' || url.hostname === '' || !['', '/'].includes(url.pathname))
    throw new StorageError('invalid_storage_url', 'A storage URL looks like s3://bucket?region=…&endpoint=…')
  if (unknown !== undefined || url.username !== '' || url.password !== '')
    throw new StorageError('invalid_storage_url', `A storage URL takes only ${SETTINGS.join(' and ')}`)
  const endpoint = url.searchParams.get('endpoint')
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new StorageError('invalid_storage_url', 'The endpoint of a storage URL is an http or https URL')
  return { bucket: url.hostname, region: url.searchParams.get('region') ?? 'us-east-1', endpoint }
}
