import type { JobRecord, Lease } from '@nemo-batch/database'
import { describe, expect, it } from 'vitest'
import type { StageContext, StageDefinition } from '../../flow/stage.ts'
import { STAGE_REGISTRY } from '../../stages/registry.ts'
import { firstFinding } from './given-schedules.ts'
import { simulate } from './simulate.ts'
import { jobOf, type Tables } from './tables.ts'
import type { Plants } from './worker.ts'

/** Each is found within so many schedules. */
const MOST_SCHEDULES = 1_000

/** The lease that the row has at this moment, whoever it belongs to. */
const anyLease = (lease: Lease, tables: Tables): Lease => ({
  ...lease,
  token: jobOf(tables, lease.job.id).leaseToken ?? lease.token,
})

const withStage = (stage: StageDefinition): Plants => ({ stages: { ...STAGE_REGISTRY, [stage.name]: stage } })

const withContext = (name: keyof typeof STAGE_REGISTRY, change: (context: StageContext) => StageContext): Plants =>
  withStage({ name, run: (context) => STAGE_REGISTRY[name].run(change(context)) })

const isIntent = (record: JobRecord): boolean => record.step?.sentAt instanceof Date

const BUGS: readonly (readonly [bug: string, plants: Plants, finding: RegExp])[] = [
  [
    'a move that does not look at the lease',
    {
      moves: (moves, tables) => ({
        ...moves,
        move: (lease, at, move, record) => moves.move(anyLease(lease, tables), at, move, record),
      }),
    },
    /was written by a worker that had lost its lease/,
  ],
  [
    'a message that leaves before its intent is stored',
    withContext('instruct', (context) => ({
      ...context,
      record: async (record) => {
        if (!isIntent(record)) await context.record(record)
      },
    })),
    /took .* times where/,
  ],
  [
    'a message that is sent again when its fate is unknown',
    withContext('instruct', (context) => ({ ...context, step: { ...context.step, sentAt: null } })),
    /took .* times where/,
  ],
  [
    'a render that gets a new id when its fate is unknown',
    withContext('render', (context) => ({ ...context, step: { ...context.step, renderId: null } })),
    /was submitted while .* was running/,
  ],
  [
    'a paid call by a worker that woke up after its lease had ended',
    { isAlwaysFresh: true },
    /was made by a worker that had lost its lease/,
  ],
  [
    'a video that is kept unseen',
    withContext('fetch', (context) => ({
      ...context,
      inspect: async () => ({ width: 1, height: 1, durationMs: 1 }),
    })),
    /has a video that was not checked/,
  ],
  ['wake-ups that nobody looks for once they are lost', { sweepsNoOverdue: true }, /never ends/],
]

describe('the simulation finds', () => {
  it.each(BUGS)(
    '%s',
    async (_bug, plants, finding) => {
      expect(await firstFinding(plants, MOST_SCHEDULES)).toMatch(finding)
    },
    120_000,
  )
})

it('the same seed tells the same history', async () => {
  const [first, second] = [[] as string[], [] as string[]]
  for (const lines of [first, second])
    await simulate(4_711, {}, (line) => lines.push(line.replaceAll(/render_\w+/g, 'render')))
  expect(first.length).toBeGreaterThan(100)
  expect(second).toEqual(first)
})
