import type { Words } from '../words.ts'

export default {
  title: 'overview',
} satisfies Words<'overview'>
