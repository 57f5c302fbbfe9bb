import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase, queueBackends, startTestRedis, waitFor } from './index.ts'

async function tablesOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    )
    return rows.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

describe('test services', () => {
  it('gives each caller a database of its own with all migrations applied', async () => {
    const databases = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()])
    expect(new Set(databases.map(({ url }) => url)).size).toBe(3)
    for (const { url } of databases) expect(await tablesOf(url)).toContain('jobs')
    await Promise.all(databases.map((database) => database.drop()))
    for (const { url } of databases) await expect(tablesOf(url)).rejects.toThrow(/does not exist/)
  })

  it.runIf(queueBackends().includes('redis'))('runs a Redis that can be killed and brought back', async () => {
    const redis = await startTestRedis({ isPersistent: true })
    if (redis === null) throw new Error('no Redis')
    await redis.kill()
    await redis.restart()
    await redis.stop()
  })

  it('waits for what becomes true, and tells what did not', async () => {
    let looks = 0
    expect(await waitFor(() => (++looks > 2 ? looks : undefined))).toBe(3)
    await expect(waitFor(() => false, { timeoutMs: 30, describe: 'a miracle' })).rejects.toThrow(/a miracle/)
  })
})
