import '@fontsource-variable/inter/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './theme.css'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { readNonce } from './nonce.ts'
import { startWords } from './words/start-words.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

setNonce(readNonce())
await startWords()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
