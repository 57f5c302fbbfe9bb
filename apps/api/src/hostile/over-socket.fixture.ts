import { connect } from 'node:net'
import type { RawAnswer } from './raw-client.fixture.ts'

/** The first answer to bytes that no client would send; null for none. */
export function overSocket(address: string, bytes: string | Buffer): Promise<RawAnswer | null> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    const settle = (answer: RawAnswer | null): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('data', (chunk) => {
      text += chunk.toString()
      const answer = parseAnswer(text)
      if (answer !== null) settle(answer)
    })
    socket.on('close', () => settle(parseAnswer(text)))
    socket.on('error', reject)
  })
}

/** null: not all of it is there yet. */
function parseAnswer(text: string): RawAnswer | null {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Headers(lines.map((line) => line.split(': ', 2) as [string, string]))
  const isWhole = Buffer.byteLength(body) === Number(headers.get('content-length') ?? Number.NaN)
  return isWhole ? { status: Number(first.split(' ')[1]), headers, body } : null
}
