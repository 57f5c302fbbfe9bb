#!/usr/bin/env node
// `node scripts/bootstrap.mjs <command> [arguments]`: makes the repository ready and runs the command in it.
//
// Plain JavaScript without dependencies, for it runs before there are any, on whatever Node (18 or newer) the machine
// has. It fetches Node 24 when that is older, installs what the lockfile says, generates the Prisma client and builds
// the dashboard; each only when its sources have changed. Everything it says goes to stderr; stdout is the command's.

import { buildDashboard, isDashboardBuilt } from './bootstrap/dashboard.mjs'
import { areDependenciesInstalled, installDependencies } from './bootstrap/dependencies.mjs'
import { withLock } from './bootstrap/lock.mjs'
import { fetchNode, findNode } from './bootstrap/node-runtime.mjs'
import { generatePrismaClient, isPrismaClientGenerated } from './bootstrap/prisma-client.mjs'
import { BootstrapError } from './bootstrap/report.mjs'
import { environmentFor, runCommand } from './bootstrap/run-command.mjs'

const STEPS = [
  { isDone: () => findNode() !== undefined, run: fetchNode },
  { isDone: areDependenciesInstalled, run: () => installDependencies(environmentFor(findNode())) },
  { isDone: isPrismaClientGenerated, run: () => generatePrismaClient(findNode(), environmentFor(findNode())) },
  { isDone: isDashboardBuilt, run: () => buildDashboard(environmentFor(findNode())) },
]

async function prepare() {
  if (STEPS.every((step) => step.isDone())) return
  await withLock(async () => {
    // Whoever held the lock before may have done it all.
    for (const step of STEPS) if (!step.isDone()) await step.run()
  })
}

const [command, ...args] = process.argv.slice(2)
try {
  if (command === undefined) throw new BootstrapError('Usage: node scripts/bootstrap.mjs <command> [arguments]')
  await prepare()
  process.exitCode = await runCommand(findNode(), command, args)
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.exitCode
}
