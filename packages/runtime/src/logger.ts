import { type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

const SECRETS = ['authorization', 'token', 'password', 'secret', 'api_key', 'apiKey', 'key', 'databaseUrl', 'redisUrl']

/** JSON lines; readable ones on a terminal. Secrets are cut from whatever object is logged. */
export function createLogger(name: string, level: string, pretty = process.stdout.isTTY === true): Logger {
  return pino({
    name,
    level,
    redact: { paths: SECRETS.flatMap((secret) => [secret, `*.${secret}`, `*.*.${secret}`]), censor: '[redacted]' },
    ...(pretty
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : {}),
  })
}
