import { apiKeySchema, createdApiKeySchema } from '@nemo-batch/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, givenDashboard } from './given-dashboard.fixture.ts'

describe.skipIf(chromiumPath === null)('signing in', () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await givenDashboard()
  })
  afterAll(async () => {
    expect(dashboard.complaints).toEqual([])
    await dashboard.close()
  })

  async function signIn(page: Page, key: string): Promise<void> {
    await page.getByLabel('API key', { exact: false }).first().fill(key)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  async function makeKey(scopes: readonly string[], name = scopes.join(' ')) {
    return createdApiKeySchema.parse(await dashboard.post('/v1/api-keys', { name, scopes }))
  }

  it('a wrong key is refused in plain words, and the right one leads to the address that was asked for', async () => {
    const context = await dashboard.viewer({ key: null })
    const page = await dashboard.tab(context, '/settings/system')
    await signIn(page, 'nb_this-is-no-key')
    await page.getByRole('alert').getByText('does not know this key').waitFor()
    await signIn(page, dashboard.key)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/settings/system')
    await context.close()
  })

  it('leaves no key in the browser: the session is a cookie that scripts cannot read', async () => {
    const context = await dashboard.viewer({ key: null })
    const page = await dashboard.tab(context, '/settings/system')
    await signIn(page, dashboard.key)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    const kept = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    )
    expect(kept).not.toContain(dashboard.key)
    expect(kept).not.toContain('nemo_batch_session')
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ name: 'nemo_batch_session', httpOnly: true, sameSite: 'Strict' })
    await context.close()
  })

  it('signing out ends the session on the server, in all tabs and for a copied cookie', async () => {
    const context = await dashboard.viewer()
    const page = await dashboard.tab(context, '/settings/system')
    const other = await dashboard.tab(context, '/settings/keys')
    await other.getByRole('heading', { name: 'Settings' }).waitFor()
    const cookies = await context.cookies()
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await other.getByRole('button', { name: 'Sign in' }).waitFor()
    await context.addCookies(cookies)
    await page.reload()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('a key without admin sees no page of the operator, and its calls for one are refused', async () => {
    const { key } = await makeKey(['jobs:read'])
    const context = await dashboard.viewer({ key })
    const page = await dashboard.tab(context, '/settings/keys')
    await page.getByRole('tab', { name: 'System' }).waitFor()
    expect(await page.getByRole('tab').allTextContents()).toEqual(['System'])
    expect(new URL(page.url()).pathname).toBe('/settings/system')
    expect(await page.getByRole('link', { name: 'Webhooks' }).count()).toBe(0)
    for (const path of ['api-keys', 'projects', 'accounts', 'audit-log', 'webhook-endpoints'])
      expect(await page.evaluate(async (name) => (await fetch(`/v1/${name}`)).status, path)).toBe(403)
    expect((await page.goto('/queues'))?.status()).toBe(403)
    await context.close()
  })

  it('a key is made, shown once, and revoked; whoever is signed in with it is out within seconds', async () => {
    const operator = await dashboard.tab(await dashboard.viewer(), '/settings/keys')
    await operator.getByRole('button', { name: 'New key' }).click()
    await operator.getByRole('textbox', { name: 'Name' }).fill('Night shift')
    await operator.getByRole('dialog').getByRole('button', { name: 'New key' }).click()
    const key = (await operator.getByTestId('secret').textContent()) ?? ''
    expect(key).toMatch(/^nb_/)
    await operator.getByRole('button', { name: 'I have kept it' }).click()
    const nightShift = await dashboard.tab(await dashboard.viewer({ key }), '/settings/system')
    await nightShift.getByRole('heading', { name: 'Settings' }).waitFor()
    await operator.getByRole('button', { name: 'Revoke Night shift' }).click()
    await operator.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await operator.getByRole('row', { name: /Night shift/ }).waitFor({ state: 'detached' })
    await nightShift.getByRole('button', { name: 'Sign in' }).waitFor()
    await Promise.all([operator.context().close(), nightShift.context().close()])
  })

  it('a name with a script in it is text', async () => {
    const { id } = apiKeySchema.parse(await makeKey(['jobs:read'], '<img src=x onerror="document.title=1">'))
    const context = await dashboard.viewer()
    const page = await dashboard.tab(context, '/settings/keys')
    await page.getByText('<img src=x onerror=').first().waitFor()
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(id).toMatch(/^key_/)
    await context.close()
  })
})
