/** What the supervisor sends to a process that shall end. */
export const STOP_ORDER = 'stop'
