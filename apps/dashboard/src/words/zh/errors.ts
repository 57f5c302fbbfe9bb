import type { Words } from '../words.ts'

export default {
  title: 'errors',
} satisfies Words<'errors'>
