export type ThumbnailSize = 160 | 320 | 640

/** The bytes of a file at our own address: the session's cookie opens it, and a video can be sought in. */
export const contentUrl = (fileId: string): string => `/v1/files/${encodeURIComponent(fileId)}/content`

/** A small picture of a photo, HEIC too. @param size of its longest side, in pixels */
export const thumbnailUrl = (fileId: string, size: ThumbnailSize): string =>
  `/v1/files/${encodeURIComponent(fileId)}/thumbnail?size=${size}`
