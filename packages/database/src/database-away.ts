/** SQLSTATE classes of a server that cannot serve now: connection, resources, rollback, operator, system. */
const AWAY_CLASSES = ['08', '53', '40', '57', '58']
const LOCK_NOT_AVAILABLE = '55P03'

/** The database could not serve. What was being written may or may not have been. */
export class DatabaseAway extends Error {
  /** The SQLSTATE, or the code of the connection's failure. */
  readonly code: string
  constructor(cause: Error) {
    super(cause.message, { cause })
    this.code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'database_away'
  }
}

/** Tells an error of `pg` that means an outage from one that the same statement will meet each time. */
export function nameDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // only what the server itself said has a severity; all else is the connection
  if (!('severity' in error)) return new DatabaseAway(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return AWAY_CLASSES.includes(code.slice(0, 2)) || code === LOCK_NOT_AVAILABLE ? new DatabaseAway(error) : error
}
