import type { CallName } from '../call-log.ts'
import type { SandboxOptions } from '../config.ts'

const NASTY = 'sandbox\u0000\ud800'
const LEAVES = { objects: { sandbox: 'no value' }, huge_numbers: 1e300, nasty_texts: NASTY } as const
export type WrongType = keyof typeof LEAVES

const file = ['filename', 'file_type', 'cdn_url', 'width', 'height', 'duration', 'fps', 'hash'] as const

/** The keys of each call's answer, with `leaf` for every value in them. */
function fieldsOf(call: CallName, leaf: unknown): Record<string, unknown> {
  const all = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, leaf]))
  switch (call) {
    case 'anonymous_token':
      return all(['token', 'user_id', 'credits', 'expires_at'])
    case 'open_session':
      return all(['session_id', 'task_id', 'user_id'])
    case 'claim_link':
      return all(['claim_token', 'expires_in'])
    case 'upload':
      return { files: [all(file)], ...all(['session_state_applied']) }
    case 'credits':
      return all(['available', 'frozen', 'total'])
    case 'state': {
      const segment = { ...all(['id', 's', 'd', 'tr']), m: all(['title', 'text', 'name', 'volume']) }
      const draft = { d: leaf, m: all(['title', 'width', 'height']), t: [{ tt: leaf, m: leaf, sg: [segment] }] }
      return { state: { draft, video_infos: [all(file)], generated_media: leaf, canvas_config: leaf } }
    }
    default:
      return all(['id', 'status', 'progress', 'error', 'outputUrl', 'output'])
  }
}

const eventsOf = (leaf: unknown): readonly object[] => [
  { type: leaf, content: leaf },
  { type: 'text', content: leaf },
  { type: 'tool_call', name: leaf, args: leaf },
  { type: 'tool_result', name: leaf, result: leaf },
  { author: leaf, content: { role: leaf, parts: [{ text: leaf }, leaf] }, partial: leaf, turnComplete: leaf },
  { author: leaf, content: leaf },
]

/** An answer that says success with all the keys there should be, and nothing in them that they should hold. */
export function wrongTypes(call: CallName, as: WrongType, options: Pick<SandboxOptions, 'envelope' | 'renderShape'>) {
  const leaf = LEAVES[as]
  if (call === 'message')
    return eventsOf(leaf)
      .map((event) => `data: ${JSON.stringify(event)}\n\n`)
      .join('')
  const fields = fieldsOf(call, leaf)
  if (call.startsWith('render_') || call === 'output')
    return JSON.stringify(
      options.renderShape === 'flat' ? { success: true, ...fields } : { success: true, data: fields },
    )
  return JSON.stringify(options.envelope === 'flat' ? { code: 0, ...fields } : { code: 0, data: fields })
}
