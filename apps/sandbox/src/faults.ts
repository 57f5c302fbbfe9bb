/** What can go wrong on demand. `=value` is optional everywhere; the text says what it stands for. */
export const FAULTS = {
  silent: 'the edit ends without any text (the state tells what changed)',
  drop_stream: '=N: the connection breaks after N events (default 1); the edit goes on and is charged once',
  hang: 'the stream goes quiet and stays open; the edit is done behind it',
  heartbeats: 'nothing but heartbeats, for ever; the edit is never done and nothing is charged',
  no_change: 'the reply claims success, the draft stays as it was',
  empty_draft: 'the draft has tracks without segments: nothing to export',
  stream_error: 'the stream reports an error and ends; nothing is done, nothing is charged',
  http_500: '=N: the first N messages of a session are answered 500 and not taken (default 1)',
  rate_limit: '=N: the first N messages of a session are answered 429 with Retry-After: 1 (default 1)',
  session_lost: '=N: the first N sessions that this text is sent in are lost: 1002 from then on (default 1)',
  two_stage: '=SECONDS: music and title come that long after the stream has ended (default by profile)',
  slow: '=SECONDS: the edit takes that long (default 10)',
  temporary_issue: 'a trailing "I encountered a temporary issue" after the reply',
  plan_required: 'exports are answered 402',
  render_fail: '=N: the first N renders of the session fail (default 1)',
  render_hang: 'renders stay in processing for ever',
  render_slow: '=SECONDS: a render takes at least that long (default 10)',
  bad_mp4: '=truncated|empty|html: what is delivered is no playable video (default truncated)',
  odd_render: '=N: the first N polls of a render say `queued_on_gpu`, which nobody knows (default 3)',
  nasty_text:
    '=MEGABYTES: NUL and lone surrogates in replies, names in the draft and errors, that long (default: a few characters)',
  output_gone: "the video's URL answers 404; the download fallback works",
} as const

export type FaultName = keyof typeof FAULTS
/** Faults in force, with the text behind `=` (empty when there was none). */
export type FaultSet = Readonly<Partial<Record<FaultName, string>>>

const ALIASES: Readonly<Record<string, FaultName>> = { silent_edit: 'silent' }
const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name)

function readFault(text: string): { name: FaultName; value: string } | null {
  const [rawName = '', value = ''] = text.split('=', 2).map((part) => part.trim())
  const name = Object.hasOwn(ALIASES, rawName) ? ALIASES[rawName] : rawName
  return name !== undefined && isFaultName(name) ? { name, value } : null
}

/** Reads `silent,drop_stream=3`; names nobody knows are told, never guessed. */
export function parseFaultList(text: string): { faults: FaultSet; unknown: string[] } {
  const faults: Partial<Record<FaultName, string>> = {}
  const unknown: string[] = []
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue
    const fault = readFault(item)
    if (fault === null) unknown.push(item)
    else faults[fault.name] = fault.value
  }
  return { faults, unknown }
}

/** Takes `[[sandbox:name=value]]` markers out of an instruction. Unknown markers are taken out as well. */
export function readMarkers(instruction: string): { text: string; faults: FaultSet } {
  const found: string[] = []
  const text = instruction.replace(/\[\[\s*sandbox\s*:([^[\]]{1,200})\]\]/gi, (_marker, body: string) => {
    found.push(body)
    return ' '
  })
  return { text: text.replace(/[ \t]{2,}/g, ' ').trim(), faults: parseFaultList(found.join(',')).faults }
}

/** The number behind `=`, or `fallback` when there is none or it is not a number in 0…86400. */
export function faultNumber(value: string | undefined, fallback: number): number {
  if (value === undefined || value === '') return fallback
  const number = Number(value)
  return Number.isFinite(number) && number >= 0 && number <= 86_400 ? number : fallback
}
