export type FaultCode = 400 | 402 | 404 | 409 | 422 | 429 | 500 | 1001 | 1002 | 2001 | 4001 | 4002

/** An answer that NEMO gives instead of a result: its own code, the HTTP status it travels with, extra headers. */
export class NemoRefusal extends Error {
  readonly code: FaultCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(code: FaultCode, status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.headers = headers
  }
}

export const refuse = {
  badRequest: (message: string) => new NemoRefusal(400, 400, message),
  token: () => new NemoRefusal(1001, 401, 'token is invalid or has expired'),
  session: () => new NemoRefusal(1002, 404, 'session not found'),
  credits: (needed: number, available: number) =>
    new NemoRefusal(2001, 200, `out of credits: ${needed} needed, ${available} available`),
  fileType: (filename: string) => new NemoRefusal(4001, 415, `file type not supported: ${filename}`),
  fileSize: (filename: string, limitBytes: number) =>
    new NemoRefusal(4002, 413, `file too large: ${filename} is over ${limitBytes} bytes`),
  unreachable: (url: string, reason: string) => new NemoRefusal(422, 422, `cannot fetch ${url}: ${reason}`),
  plan: (reason: string) => new NemoRefusal(402, 402, `export is not available on this plan (${reason})`),
  busy: (message: string) => new NemoRefusal(409, 409, message),
  render: () => new NemoRefusal(404, 404, 'render not found'),
  notReady: () => new NemoRefusal(404, 404, 'the render has no video yet'),
  rateLimit: (afterSeconds: number) =>
    new NemoRefusal(429, 429, 'too many requests', { 'retry-after': String(afterSeconds) }),
  internal: (message: string) => new NemoRefusal(500, 500, message),
} as const
