import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CreateSandboxOptions, createSandbox, type Sandbox } from './index.ts'
import { SandboxCaller, until } from './testing/sandbox-caller.ts'

let dir: string
let sandbox: Sandbox
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sandbox-restart-'))
})
afterEach(async () => {
  await sandbox.close()
  await rm(dir, { recursive: true, force: true })
})

const start = async (options: CreateSandboxOptions = {}): Promise<Sandbox> => {
  sandbox = await createSandbox({ dir, longestSide: 96, ...options })
  return sandbox
}
const snapshotPath = () => path.join(dir, 'sandbox-files', 'snapshot.json')
const storedFiles = () => readdir(path.join(dir, 'sandbox-files', 'uploads'))
/** The same caller, token and all, at a sandbox that was started again. */
const again = (caller: SandboxCaller): SandboxCaller => {
  const next = new SandboxCaller(sandbox)
  next.headers = caller.headers
  return next
}
const given = async () => {
  const caller = await SandboxCaller.signedIn(sandbox, 'client-1')
  const sessionId = await caller.sessionWith(['coffee.jpg'])
  await caller.say(sessionId, '1 s')
  return { caller, sessionId }
}

describe('a sandbox with a folder of its own, started again', () => {
  it('knows tokens, credits, sessions with their drafts, and finished videos', async () => {
    await start()
    const { caller, sessionId } = await given()
    await caller.submitRender(sessionId, 'render_done')
    await caller.renderEnd('render_done')
    const before = { state: await caller.state(sessionId), balance: await caller.balance() }
    await sandbox.close()
    await start()
    const later = again(caller)
    expect(await later.balance()).toEqual(before.balance)
    expect((await later.state(sessionId)).draft).toEqual(before.state.draft)
    const render = await later.pollRender('render_done')
    expect(render).toMatchObject({ status: 'completed' })
    expect((await later.downloadOutput(render.outputUrl)).status).toBe(200)
    expect((await later.say(sessionId, '2 s')).events).not.toEqual([])
    expect((await SandboxCaller.signedIn(sandbox, 'client-1')).headers).toEqual(caller.headers)
  })

  it('takes up the renders that were under way, under their ids', async () => {
    await start({ faults: { render_slow: '0.5' } })
    const { caller, sessionId } = await given()
    await caller.submitRender(sessionId, 'render_running')
    await sandbox.close()
    await start()
    expect(await again(caller).renderEnd('render_running')).toMatchObject({ status: 'completed' })
    expect((await again(caller).submitRender(sessionId, 'render_next')).status).toBe(200)
  })

  it('gives back the credits of an edit that was under way, which is not done', async () => {
    await start()
    const { caller, sessionId } = await given()
    const response = await caller.message(sessionId, '9 s [[sandbox:slow=60]]')
    expect(response.status).toBe(200)
    await response.body?.cancel()
    await sandbox.close()
    await start()
    expect(await again(caller).balance()).toEqual({ available: 99_950, frozen: 0, total: 99_950 })
    expect((await again(caller).state(sessionId)).draft).toMatchObject({ d: 1_000 })
    expect((await again(caller).say(sessionId, '3 s')).status).toBe(200)
  })

  it('forgets sessions older than a day, with their files', async () => {
    await start()
    const { caller, sessionId } = await given()
    await sandbox.close()
    expect(await storedFiles()).toHaveLength(1)
    const snapshot = JSON.parse(await readFile(snapshotPath(), 'utf8'))
    snapshot.sessions.open[0].openedAtMs -= 24 * 3_600_000
    await writeFile(snapshotPath(), JSON.stringify(snapshot))
    await start()
    const { body } = await again(caller).call('GET', `/api/state/nemo_agent/me/${sessionId}/latest`)
    expect(body.code).toBe(1002)
    expect(await storedFiles()).toEqual([])
  })

  it('starts anew when what it finds cannot be read', async () => {
    await start()
    const { caller } = await given()
    await sandbox.close()
    await writeFile(snapshotPath(), '{"version":')
    await start()
    expect((await again(caller).call('GET', '/api/credits/balance/simple')).body.code).toBe(1001)
    expect(await storedFiles()).toEqual([])
  })
})

it('what changes is written down soon, before anything ends', async () => {
  await start()
  const { sessionId } = await given()
  const readSnapshot = () => readFile(snapshotPath(), 'utf8').catch(() => '')
  await until(async () => ((await readSnapshot()).includes(`"d":1000`) ? true : null))
  expect(await readSnapshot()).toContain(sessionId)
})
