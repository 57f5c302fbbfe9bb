import { describe, expect, it } from 'vitest'
import { AddressGuardError } from './address-guard-error.ts'
import { readAnswer } from './attempt-result.ts'

const answered = (status: number, retryAfterMs: number | null = null) => readAnswer({ status, retryAfterMs, body: '' })

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('with %i delivers', (status) => {
    expect(answered(status)).toEqual({ kind: 'delivered', status })
  })

  it.each([
    [101, 'The endpoint answered 101, which is not a success: let its server answer 2xx'],
    [301, 'The endpoint answered 301; redirects are not followed: change the URL of the endpoint'],
    [302, 'The endpoint answered 302; redirects are not followed: change the URL of the endpoint'],
    [304, 'The endpoint answered 304; redirects are not followed: change the URL of the endpoint'],
    [308, 'The endpoint answered 308; redirects are not followed: change the URL of the endpoint'],
    [400, 'The endpoint answered 400: its server refused the message, and its log should say why'],
    [401, 'let its server take requests without a login, and check their signature instead'],
    [403, 'let its server and the firewall before it take requests without a login'],
    [404, 'change the URL of the endpoint, or let its server take requests there'],
    [405, 'let its server take POST requests at the URL of the endpoint'],
    [408, 'its server refused the message'],
    [410, 'which says that it wants no more messages'],
    [413, 'let its server take bodies of 20 kB'],
    [429, 'it is sent more than it takes, and gets the rest later'],
    [499, 'its server refused the message'],
    [500, 'The endpoint answered 500: its server failed, and its log should say why'],
    [502, 'its server failed'],
    [599, 'its server failed'],
    [999, 'which is not a success'],
  ])('with %i fails and says what to do', (status, reason) => {
    expect(answered(status)).toEqual({
      kind: 'failed',
      status,
      reason: expect.stringContaining(reason),
      retryAfterMs: null,
    })
  })

  it('keeps how long the receiver asks to be left alone', () => {
    expect(answered(503, 7_000)).toMatchObject({ kind: 'failed', retryAfterMs: 7_000 })
  })
})

describe('no answer', () => {
  it.each([
    [
      new AddressGuardError('timeout', 'No answer came within 15 s'),
      'No answer came within 15 s: let its server answer first and work afterwards',
    ],
    [
      new AddressGuardError('unreachable', 'Nothing answers at the address'),
      'Nothing answers at the address: check the URL of the endpoint and the server behind it',
    ],
    [
      new AddressGuardError('private_address', 'shop.example is not an address on the public internet'),
      'shop.example is not an address on the public internet: change the URL of the endpoint',
    ],
  ])('fails and says what to do', (error, reason) => {
    expect(readAnswer(error)).toEqual({ kind: 'failed', status: null, reason, retryAfterMs: null })
  })
})
