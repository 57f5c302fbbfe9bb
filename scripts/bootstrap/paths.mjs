import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const NODE_HOME = path.join(ROOT, '.node')
export const NODE_MODULES = path.join(ROOT, 'node_modules')
export const LOCKFILE = path.join(ROOT, 'package-lock.json')
export const IS_WINDOWS = process.platform === 'win32'
