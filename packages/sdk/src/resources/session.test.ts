import { afterEach, describe, expect, it, vi } from 'vitest'
import { NemoBatch } from '../client.ts'
import { AuthenticationError, PermissionError } from '../errors.ts'
import { givenServer, json, lost, problem } from '../scripted-server.fixture.ts'

const session = { object: 'session', csrf_token: 'token-1' }
const signedOut = json(null, 204)

afterEach(() => vi.unstubAllGlobals())

describe('a client with a session', () => {
  it('sends no key, and with what changes something the CSRF token that it learnt', async () => {
    const { client, requests } = await givenServer(
      { session: true },
      json(session, 201),
      json({ object: 'system' }),
      json({ id: 'job_1' }),
      json({ id: 'file_1' }, 201),
      json({ ...session, csrf_token: 'token-2' }),
      json({ id: 'proj_1' }),
      signedOut,
      json({ object: 'system' }),
      json({ id: 'job_1' }),
    )
    await client.session.create('nb_key')
    await client.system()
    await client.jobs.cancel('job_1')
    await client.files.upload(new Blob(['x']))
    await client.session.retrieve()
    await client.projects.update('proj_1', { name: 'x' })
    await client.session.delete()
    await client.system()
    await client.jobs.cancel('job_1')
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(requests.map(() => null))
    expect(requests.map(({ method, headers }) => [method, headers.get('x-csrf-token')])).toEqual([
      ['POST', null],
      ['GET', null],
      ['POST', 'token-1'],
      ['POST', 'token-1'],
      ['GET', null],
      ['PATCH', 'token-2'],
      ['DELETE', 'token-2'],
      ['GET', null],
      ['POST', null],
    ])
    expect(JSON.parse(requests[0]?.body.toString() ?? '')).toEqual({ key: 'nb_key' })
    expect(requests.slice(1).some(({ url, body }) => `${url}${body}`.includes('nb_key'))).toBe(false)
  })

  it('lets cookies go to its own origin alone', async () => {
    const seen: (RequestInit | undefined)[] = []
    const { url } = await givenServer({}, json(session))
    const client = new NemoBatch({
      ...{ session: true, baseUrl: url },
      fetch: (input, init) => {
        seen.push(init)
        return fetch(input, init)
      },
    })
    await client.session.retrieve()
    expect(seen).toMatchObject([{ credentials: 'same-origin', redirect: 'manual' }])
  })

  it('asks where its page is from', async () => {
    const { url, requests } = await givenServer({}, json(session))
    vi.stubGlobal('location', { origin: url })
    await new NemoBatch({ session: true }).session.retrieve()
    expect(requests).toHaveLength(1)
  })

  it('says that nobody is signed in, and takes a session that has ended for signed out', async () => {
    const ended = problem(401, 'unauthorized')
    const { client } = await givenServer({ session: true }, ended)
    await expect(client.session.retrieve()).rejects.toBeInstanceOf(AuthenticationError)
    await client.session.delete()
    const { client: other, requests } = await givenServer({ session: true }, json(session), lost, ended)
    await other.session.retrieve()
    await other.session.delete()
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'DELETE', 'DELETE'])
    const { client: forged } = await givenServer({ session: true }, problem(403, 'csrf_failed'))
    await expect(forged.session.delete()).rejects.toBeInstanceOf(PermissionError)
  })
})
