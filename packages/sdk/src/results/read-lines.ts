import { ConnectionError, UnexpectedAnswerError } from '../errors.ts'
import { piecesOf } from '../http/read-answer.ts'
import type { Call, Transport } from '../http/transport.ts'

const MAX_LINE_CHARS = 16 * 1024 * 1024

/**
 * The lines of an answer as they come, one at a time.
 * @throws ApiError; ConnectionError, also when the last line has no end; UnexpectedAnswerError
 */
export async function* readLines(transport: Transport, call: Call): AsyncGenerator<string, void, undefined> {
  const { response, attempt } = await transport.openStream(call)
  const decoder = new TextDecoder()
  let rest = ''
  try {
    attempt.alive()
    for await (const piece of piecesOf(response)) {
      // while the caller is busy with a line, it is not the service that is waited for
      attempt.pause()
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE_CHARS) throw new UnexpectedAnswerError(`A line has over ${MAX_LINE_CHARS} characters`)
      yield* lines
      attempt.alive()
    }
    if (rest !== '') throw new ConnectionError('The answer ended within a line')
  } catch (error) {
    throw attempt.reasonOf(error, 'the service')
  } finally {
    attempt.cancel()
  }
}
