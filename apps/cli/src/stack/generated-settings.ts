import { randomUUID } from 'node:crypto'
import { type Config, keptOnce, newApiKey, newEncryptionKey } from '@nemo-batch/runtime'

export const ADMIN_API_KEY_FILE = 'admin-api-key'

export type GeneratedSettings = {
  readonly adminApiKey: string
  /** Made by this very start: the only time it is shown. */
  readonly isAdminApiKeyNew: boolean
  readonly encryptionKey: string
  readonly nemoClientId: string
}

/** What a caller may leave unset: made once, kept in DATA_DIR. */
export async function generateSettings(config: Config): Promise<GeneratedSettings> {
  const keep = (name: string, given: string | undefined, make: () => string) =>
    given === undefined ? keptOnce(config.DATA_DIR, name, make) : Promise.resolve({ value: given, isNew: false })
  const admin = await keep(ADMIN_API_KEY_FILE, config.ADMIN_API_KEY, newApiKey)
  const encryption = await keep('encryption-key', config.ENCRYPTION_KEY, newEncryptionKey)
  const client = await keep('nemo-client-id', config.NEMO_CLIENT_ID, randomUUID)
  return {
    adminApiKey: admin.value,
    isAdminApiKeyNew: admin.isNew,
    encryptionKey: encryption.value,
    nemoClientId: client.value,
  }
}
