/** What the operations are about, in the order in which a reader meets them. */
export const TAGS = [
  { name: 'batches', description: 'A list of jobs that are submitted, watched and acted on together' },
  { name: 'jobs', description: 'One video: photos, one or more steps, and what became of them' },
  { name: 'events', description: 'What happens to batches and jobs, as it happens or afterwards' },
  { name: 'figures', description: 'How work goes, in numbers: what a dashboard shows' },
  { name: 'webhooks', description: 'Addresses that are told what happens, and what became of telling them' },
  { name: 'files', description: 'Photos and clips that jobs use, and the videos that they make' },
  { name: 'accounts', description: 'The NEMO accounts that jobs run on' },
  { name: 'api-keys', description: 'Who may call this API' },
  { name: 'sessions', description: 'People who are signed in with a key, in a browser' },
  { name: 'projects', description: 'What keeps the things of one caller from those of another' },
  { name: 'audit-log', description: 'Who changed what, and when' },
  { name: 'system', description: 'What this service is made of, and how it is' },
] as const
