import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ConfigError } from '@nemo-batch/runtime'
import { z } from 'zod'
import { ADMIN_API_KEY_FILE } from '../stack/generated-settings.ts'

/** Where the service is and how to get in: what `submit` and `watch` need. */
export type ClientSettings = { readonly apiUrl: string; readonly apiKey: string }

const DEFAULT_URL = 'http://127.0.0.1:3000'

const unset = (value: unknown): unknown => (value === '' ? undefined : value)
const httpUrl = z
  .string()
  .refine((value) => URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol), {
    message: 'must be a URL that starts with http:// or https://',
  })
const clientEnvironment = z.object({
  NEMO_BATCH_URL: z.preprocess(unset, httpUrl.default(DEFAULT_URL)),
  NEMO_BATCH_API_KEY: z.preprocess(unset, z.string().trim().min(1).optional()),
  DATA_DIR: z.preprocess(unset, z.string().default('.data')),
})

export type ClientOptions = { readonly apiUrl?: string | undefined; readonly apiKey?: string | undefined }

/**
 * Options go before the environment; without a key, the one that `start` keeps in DATA_DIR is used.
 * @throws ConfigError naming every bad setting, or that there is no key
 */
export async function clientSettings(
  options: ClientOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ClientSettings> {
  const parsed = clientEnvironment.safeParse({
    ...environment,
    ...(options.apiUrl === undefined ? {} : { NEMO_BATCH_URL: options.apiUrl }),
    ...(options.apiKey === undefined ? {} : { NEMO_BATCH_API_KEY: options.apiKey }),
  })
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`The environment has ${faults.length} bad setting(s):\n${faults.join('\n')}`)
  }
  const { NEMO_BATCH_URL, NEMO_BATCH_API_KEY, DATA_DIR } = parsed.data
  const apiKey = NEMO_BATCH_API_KEY ?? (await keptKey(path.resolve(DATA_DIR, ADMIN_API_KEY_FILE)))
  if (apiKey === undefined)
    throw new ConfigError(`No API key: set NEMO_BATCH_API_KEY or --api-key (none is kept in ${path.resolve(DATA_DIR)})`)
  return { apiUrl: NEMO_BATCH_URL.replace(/\/+$/, ''), apiKey }
}

const keptKey = async (file: string): Promise<string | undefined> => {
  const content = await readFile(file, 'utf8').catch(() => '')
  return content.trim() === '' ? undefined : content.trim()
}
