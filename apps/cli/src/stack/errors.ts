/** The stack could not be started, or could not go on. */
export class StackError extends Error {
  readonly code: 'port_taken' | 'not_ready' | 'process_given_up' | 'interrupted'

  constructor(code: StackError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
