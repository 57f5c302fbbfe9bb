import type { Words } from '../words.ts'

export default {
  title: 'jobs',
} satisfies Words<'jobs'>
