import type { Words } from '../words.ts'

export default {
  title: 'webhooks',
} satisfies Words<'webhooks'>
