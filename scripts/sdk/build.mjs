// `npm run build -w packages/sdk`, which `npm pack` runs too: writes packages/sdk/dist from its sources. Plain
// JavaScript, with the compiler of the repository and not the older one that the generator of the types brings along.

import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const SDK = path.join(import.meta.dirname, '../../packages/sdk')
const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

rmSync(path.join(SDK, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [compiler, '-p', path.join(SDK, 'tsconfig.build.json')], { stdio: 'inherit' })
