export { createEmptyDatabase, createTestDatabase, type TestDatabase } from './postgres.ts'
export { type QueueBackend, queueBackends, startTestRedis, type TestRedis, type TestRedisOptions } from './redis.ts'
export { type WaitOptions, waitFor } from './wait-for.ts'
export { type SeededBatch, type SeedJob, seedAccount, seedBatch } from './seed-batch.ts'
