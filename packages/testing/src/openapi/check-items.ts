/** An answer whose lines or events are looked at while somebody reads it; no more is read ahead than without. */
export function checkItems(answer: Response, type: string, check: (item: string) => void): Response {
  if (answer.body === null) return answer
  const isEvents = type.startsWith('text/event-stream')
  const decoder = new TextDecoder()
  let rest = ''
  const look = (text: string): void => {
    const frames = (rest + text).split(isEvents ? '\n\n' : '\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const item = isEvents ? dataOf(frame) : frame
      if (item !== '') check(item)
    }
  }
  const body = answer.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>(
      {
        transform(chunk, controller) {
          look(decoder.decode(chunk, { stream: true }))
          controller.enqueue(chunk)
        },
        flush: () => look('\n\n'),
      },
      { highWaterMark: 1 },
      { highWaterMark: 0 },
    ),
  )
  const { status, statusText, headers, url } = answer
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url })
}

const dataOf = (frame: string): string =>
  frame
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length))
    .join('\n')
