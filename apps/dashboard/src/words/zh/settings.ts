import type { Words } from '../words.ts'

export default {
  title: 'settings',
} satisfies Words<'settings'>
