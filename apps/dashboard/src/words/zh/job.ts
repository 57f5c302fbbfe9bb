import type { Words } from '../words.ts'

export default {
  title: 'job',
} satisfies Words<'job'>
