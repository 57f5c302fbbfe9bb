import { z } from 'zod'
import { listOf, pageQuery } from './list.ts'
import { fileId, timestamp } from './text.ts'

export const FILE_PURPOSES = ['media', 'video'] as const
export type FilePurpose = (typeof FILE_PURPOSES)[number]

export const fileSchema = z
  .object({
    id: fileId,
    object: z.literal('file'),
    filename: z.string(),
    content_type: z.string(),
    bytes: z.int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    width: z.int().nullable(),
    height: z.int().nullable(),
    purpose: z.enum(FILE_PURPOSES),
    created_at: timestamp,
  })
  .meta({ id: 'File' })
export type File = z.infer<typeof fileSchema>

export const fileListSchema = listOf(fileSchema)
export const listFilesQuery = z.strictObject({ ...pageQuery, purpose: z.enum(FILE_PURPOSES).optional() })

/** The address of a file's content: with a key, or with the two that a signed link has. */
export const fileContentQuery = z.strictObject({
  expires: z.string().max(20).optional(),
  signature: z.string().max(100).optional(),
})

/** In pixels, of the longest side. */
export const THUMBNAIL_SIZES = ['160', '320', '640'] as const
export const thumbnailQuery = z.strictObject({
  size: z.enum(THUMBNAIL_SIZES).default('320').describe('Pixels on the longest side'),
})
