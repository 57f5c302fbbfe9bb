/** The part of a logger that is used here; pino's fits. */
export type SupervisorLogger = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}
