import type { Words } from '../words.ts'

export default {
  title: 'batches',
} satisfies Words<'batches'>
