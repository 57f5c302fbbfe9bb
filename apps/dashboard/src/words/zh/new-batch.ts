import type { Words } from '../words.ts'

export default {
  title: 'new-batch',
} satisfies Words<'newBatch'>
