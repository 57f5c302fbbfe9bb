import { newApiKeySchema } from '@nemo-batch/contracts'
import { type ApiClient, createApiClient } from '../client/api-client.ts'
import { type ClientOptions, clientSettings } from '../client/client-settings.ts'
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts'
import { printable } from '../progress/printable.ts'
import type { Environment } from '../stack/process-environment.ts'

export type CreateKeyOptions = ClientOptions & { readonly scopes: string; readonly project?: string | undefined }

/** The key alone goes to stdout, everything about it to stderr: so it can be redirected unseen. */
export const createKey = (
  name: string,
  { scopes, project, ...options }: CreateKeyOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<ExitCode> => {
  const wanted = newApiKeySchema.safeParse({
    name,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    ...(project === undefined ? {} : { project_id: project }),
  })
  if (!wanted.success) throw new UsageError(wanted.error.issues.map(({ message }) => message).join('\n'))
  return asClient(options, environment, async (client) => {
    const { id, key, scopes: given } = await client.createApiKey(wanted.data, signal)
    process.stderr.write(`${id} may ${given.join(', ')}; the key is shown this once\n`)
    process.stdout.write(`${key}\n`)
  })
}

export const listKeys = (options: ClientOptions, environment: Environment, signal: AbortSignal): Promise<ExitCode> =>
  asClient(options, environment, async (client) => {
    for (const key of await client.listApiKeys(signal)) {
      const use = key.last_used_at ?? 'never used'
      const cells = [key.id, key.prefix, key.scopes.join(','), key.project_id, use, printable(key.name)]
      process.stdout.write(`${cells.join('\t')}\n`)
    }
  })

export const revokeKey = (
  keyId: string,
  options: ClientOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<ExitCode> =>
  asClient(options, environment, async (client) => {
    await client.revokeApiKey(keyId, signal)
    process.stderr.write(`${printable(keyId)} is revoked\n`)
  })

async function asClient(
  options: ClientOptions,
  environment: Environment,
  work: (client: ApiClient) => Promise<void>,
): Promise<ExitCode> {
  const client = createApiClient(await clientSettings(options, environment))
  try {
    await work(client)
    return EXIT.ok
  } finally {
    await client.close()
  }
}
