export { buildApp } from './app.ts'
export type { ApiDeps, ApiSettings } from './deps.ts'
export { startApi } from './start-api.ts'
