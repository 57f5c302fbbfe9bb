import { type SandboxOptions, sandboxEnvironmentSchema } from '../config.ts'
import { FAULTS, type FaultSet } from '../faults.ts'

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
const code = (text: string): string => `<code>${escapeHtml(text)}</code>`

const CALLS: readonly (readonly [string, string])[] = [
  ['POST /api/auth/anonymous-token', 'a token for an <code>X-Client-Id</code>, 7 days'],
  ['POST /api/tasks/me/with-session/nemo_agent', 'opens a session'],
  ['POST /api/auth/claim-token', 'a claim link for a person'],
  ['POST /api/upload-video/nemo_agent/me/:session', 'multipart <code>files</code>, or <code>urls</code>'],
  ['POST /run_sse', 'an instruction; answered as an event stream'],
  ['GET /api/credits/balance/simple', 'what is left'],
  ['GET /api/state/nemo_agent/me/:session/latest', 'the draft and the uploads'],
  ['POST /api/render/proxy/lambda', 'renders a draft, drawn by ffmpeg'],
  ['GET /api/render/proxy/lambda/:id', 'how far a render is'],
  ['POST /api/render/proxy/lambda/:id/cancel', 'stops it'],
  ['GET /api/render/proxy/:id/download', 'the MP4, with the bearer'],
  ['GET /output/:random.mp4', 'the MP4, without a bearer; Range'],
  ['GET /sandbox/log', 'every call received, and counters; <code>DELETE</code> forgets them'],
  ['POST /sandbox/credits', '<code>{"available": 0, "user_id"?}</code>'],
  [
    'POST /sandbox/plan',
    '<code>{"plan": "free", "user_id"?}</code>: exports are answered 402 until it is <code>pro</code>',
  ],
  ['POST /sandbox/faults', '<code>{"faults": "drop_stream=3,silent"}</code>; empty text: none'],
  [
    'POST /sandbox/faults',
    '<code>{"call": "upload", "times"?: 1, "skip"?: 0, "session_id"?, "render_id"?, "language"?, "answer": {"kind": "reset", "after"?: "taken"}}</code>, or a list of such: faults of single calls; <code>GET</code> shows, <code>DELETE</code> ends all',
  ],
  ['POST /sandbox/tokens/revoke', '<code>{"user_id"?}</code>: tokens become bad (1001)'],
]

/** The page a developer sees at `/`: calls, settings with their defaults, fault markers. */
export function guidePage(options: SandboxOptions, faults: FaultSet): string {
  const settings = Object.entries(sandboxEnvironmentSchema.shape).map(([name, schema]) =>
    row([code(name), escapeHtml(schema.description ?? '')]),
  )
  const markers = Object.entries(FAULTS).map(([name, text]) => row([code(`[[sandbox:${name}]]`), escapeHtml(text)]))
  const now = Object.entries(faults).map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>NEMO sandbox</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.2rem .8rem .2rem 0;vertical-align:top}code{background:#8882;padding:0 .25rem;border-radius:3px}</style>
<h1>NEMO sandbox</h1>
<p>Stands in for the NEMO video API, without credits or network, and renders real MP4s. Point <code>NEMO_API_URL</code> here.
Profile ${code(options.profile)}, dialect ${code(options.dialect)}, longest side ${options.longestSide} px, faults ${code(now.join(',') || 'none')}.
${options.dir === undefined ? 'Sessions, accounts and tokens end with the process.' : 'Sessions of the last 24 hours outlive a restart.'}</p>
<h2>Calls</h2><table>${CALLS.map(([call, text]) => row([code(call), text])).join('')}</table>
<h2>Faults</h2><p>Put a marker into an instruction, or name them in <code>SANDBOX_FAULTS</code>, comma separated. Markers are cut
out before the instruction is read; those about renders hold for the session from then on.</p><table>${markers.join('')}</table>
<h2>Settings</h2><table>${settings.join('')}</table></html>`
}
