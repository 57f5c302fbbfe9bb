/** Where the bytes of a file are, below the base of the service. */
export const contentPath = (fileId: string): string => `/v1/files/${fileId}/content`
