import type { CallName } from '../call-log.ts'
import type { SandboxOptions } from '../config.ts'
import type { ScriptedAnswer } from './scripted-fault.ts'
import { wrongTypes } from './wrong-types.ts'

export type SpelledAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

const LOGIN_PAGE =
  '<!doctype html><html><head><title>Sign in</title></head><body><form method="post"></form></body></html>'
const NO_JSON = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22, 0x63, 0x6f, 0x64, 0x65, 0x22, 0x3a, 0xc3, 0x28, 0x0a])

/** The number that goes with a status when the script names none. */
const CODE_OF_STATUS: Readonly<Record<number, number>> = { 401: 1001, 413: 4002, 415: 4001 }

/** Puts a scripted answer into bytes; those that are no answer at all (`reset`, `hang`, `backwards`) are null. */
export function spellAnswer(
  answer: ScriptedAnswer,
  call: CallName,
  options: Pick<SandboxOptions, 'envelope' | 'renderShape'>,
): SpelledAnswer | null {
  switch (answer.kind) {
    case 'status': {
      const code = answer.code ?? CODE_OF_STATUS[answer.status] ?? answer.status
      const after = answer.retry_after_seconds
      const headers = after === undefined ? {} : { 'retry-after': String(after) }
      return { status: answer.status, headers: { ...JSON_TYPE, ...headers }, body: refusal(code, answer.message) }
    }
    case 'nemo_code':
      return { status: 200, headers: JSON_TYPE, body: refusal(answer.code, answer.message) }
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: LOGIN_PAGE }
    case 'garbage':
      return { status: 200, headers: typeOf(call), body: call === 'message' ? asEvent(NO_JSON) : NO_JSON }
    case 'wrong_types':
      return { status: 200, headers: typeOf(call), body: wrongTypes(call, answer.as, options) }
    case 'reset':
    case 'hang':
    case 'backwards':
      return null
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const typeOf = (call: CallName) =>
  call === 'message' ? { 'content-type': 'text/event-stream; charset=utf-8' } : JSON_TYPE
const refusal = (code: number, message = `refused with ${code} (on demand)`): string =>
  JSON.stringify({ success: false, code, message })
const asEvent = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('data: '), bytes, Buffer.from('\n\n')])
