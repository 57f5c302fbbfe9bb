export type BatchesSearch = { readonly status?: string; readonly name?: string }

/** Of an address that anybody may have written. */
export const batchesSearch = (given: Record<string, unknown>): BatchesSearch => ({
  ...(typeof given.status === 'string' ? { status: given.status } : {}),
  ...(typeof given.name === 'string' ? { name: given.name } : {}),
})
