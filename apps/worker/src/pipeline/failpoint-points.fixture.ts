/** What a job passes at least, by its stage: a worker can die before and after each. */
const OF_STAGES: Readonly<Record<string, readonly string[]>> = {
  queued: ['database:startWorker', 'database:admitJobs'],
  session: [
    'queue:wake',
    'database:claimJob',
    'database:takeTokenLease',
    'nemo:anonymousToken',
    'database:saveToken',
    'nemo:openSession',
    'nemo:claimLink',
    'database:moveJob',
  ],
  upload: ['database:recordJob', 'nemo:uploadFiles', 'database:moveJob'],
  instruct: ['nemo:state', 'database:recordJob', 'nemo:sendMessage', 'database:moveJob'],
  verify: ['nemo:state', 'database:moveJob', 'queue:wake', 'database:claimJob'],
  render: [
    'database:recordJob',
    'nemo:submitRender',
    'database:moveJob',
    'queue:wake',
    'database:claimJob',
    'nemo:pollRender',
  ],
  fetch: ['storage:stage', 'storage:commit', 'database:moveJob'],
  completed: ['database:admitJobs'],
}

export const POINTS_OF_STAGES = Object.entries(OF_STAGES).flatMap(([stage, names]) =>
  names.flatMap((name) => [`${name}:before@${stage}`, `${name}:after@${stage}`]),
)

/** `database:moveJob:after@render.1#2` is one of `database:moveJob:after@render`. */
export const withoutStep = (point: string): string => point.replace(/(\.\d+)?(#\d+)?$/, '')

/** What is written by the clock, while a stage takes its time. */
export const POINTS_BY_THE_CLOCK = [
  'database:renewLeases:before',
  'database:renewLeases:after',
  'database:reportWorker:after',
]

/** The clock may strike between the intent and the message, too. */
export const isByTheClock = (point: string): boolean => POINTS_BY_THE_CLOCK.includes(point)

/** Two workers one after the other: the second dies while it takes up what the first left, or heals its wake-up. */
export const POINTS_IN_A_ROW = [
  ['nemo:state:before@verify.1', 'database:takeLeases:after'],
  ['queue:wake:before@verify.1', 'database:takeOverdueWakeUps:after'],
  ['nemo:uploadFiles:after@upload.1', 'nemo:state:after@upload.1'],
  ['nemo:sendMessage:event@instruct.1', 'database:moveJob:after@instruct.1'],
  ['nemo:submitRender:after@render.1', 'nemo:pollRender:after@render.1'],
]
export const WAKE_UPS_IN_A_ROW = [
  ['nemo:state:before@verify.1', 'queue:wake:before@verify.1'],
  ['nemo:state:before@verify.1', 'queue:wake:after@verify.1'],
  ['queue:wake:before@render.1', 'queue:wake:before@render.1'],
]

/** Whether a point is a job's own, and is passed by each run of the same job. */
export const isPassedAlways = (point: string): boolean =>
  point.includes('@') && (!point.startsWith('nemo:sendMessage:event@') || A_FEW_EVENTS.test(point))

/** Streams differ in length. */
const A_FEW_EVENTS = /@instruct\.\d(#3|#6)?$/

/** The intent is written, the message not sent: no later run can tell that from a message whose stream was cut. */
export const isUnknowable = (point: string): boolean =>
  /^(database:recordJob:after|nemo:sendMessage:before)@instruct\.\d$/.test(point)
