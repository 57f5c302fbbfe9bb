import { defineConfig } from 'prisma/config'

/** For the Prisma CLI alone; the running system gets its connection from packages/runtime. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
