import { startEmbeddedPostgres } from './index.ts'

/** `node start-and-hold.fixture.ts <dataDir>`: prints the URL and stays until it is killed. */
const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', isDurable: false })
process.stdout.write(`${postgres.url}\n`)
setInterval(() => undefined, 60_000)
