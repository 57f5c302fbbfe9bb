import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { compression } from 'vite-plugin-compression2'

const FORWARDED = ['/v1', '/docs', '/openapi.json', '/queues']

export default defineConfig(({ mode }) => {
  /** Where the service is that `npm run dev` works with. */
  const { NEMO_BATCH_URL: service = 'http://127.0.0.1:3000' } = loadEnv(mode, '.', 'NEMO_BATCH_')
  return {
    plugins: [react(), compression({ algorithms: ['brotliCompress', 'gzip'], include: /\.(?:js|css|svg)$/ })],
    // packages of this repository are built from their sources; then Vite's own
    resolve: { conditions: ['@nemo-batch/source', 'module', 'browser', 'development|production'] },
    build: { target: 'es2023', assetsInlineLimit: 0 },
    server: { proxy: Object.fromEntries(FORWARDED.map((path) => [path, service])) },
  }
})
