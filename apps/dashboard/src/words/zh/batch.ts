import type { Words } from '../words.ts'

export default {
  title: 'batch',
} satisfies Words<'batch'>
