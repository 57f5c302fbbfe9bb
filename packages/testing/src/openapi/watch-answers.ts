import { type AnswerChecker, createAnswerChecker, type Exchange } from './answer-checker.ts'
import { checkItems } from './check-items.ts'

export type AnswerWatch = {
  /** Ends the watch. @throws when an answer was not as described */
  stop(): void
}

type Watched = { readonly checker: AnswerChecker; readonly faults: string[] }

const watched = new Map<string, Watched>()
const checkers = new Map<string, AnswerChecker>()

/**
 * From now on, what `fetch` gets from the service is held against the service's own description: status, headers, type and
 * body, also of what streams. An answer that is not as described fails its call, and `stop`.
 * @param address of the service
 */
export async function watchAnswers(address: string): Promise<AnswerWatch> {
  const { origin } = new URL(address)
  const text = await (await fetch(new URL('/openapi.json', address))).text()
  // compiled once a process, however many services are started in it
  const checker = checkers.get(text) ?? createAnswerChecker(JSON.parse(text))
  checkers.set(text, checker)
  const faults: string[] = []
  if (watched.size === 0) install()
  watched.set(origin, { checker, faults })
  return {
    stop() {
      watched.delete(origin)
      if (watched.size === 0) globalThis.fetch = unwatched
      if (faults.length > 0) throw new Error(`answers were not as /openapi.json describes them:\n${faults.join('\n')}`)
    },
  }
}

let unwatched = globalThis.fetch

function install(): void {
  unwatched = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const answer = await unwatched(input, init)
    // where redirects have led to
    const url = new URL(answer.url)
    const service = watched.get(url.origin)
    if (service === undefined) return answer
    const method = answer.redirected ? 'GET' : (init?.method ?? (input instanceof Request ? input.method : 'GET'))
    return checked(service, answer, {
      method: method.toUpperCase(),
      path: url.pathname,
      status: answer.status,
      headers: answer.headers,
    })
  }
}

async function checked(
  { checker, faults }: Watched,
  answer: Response,
  exchange: Omit<Exchange, 'body'>,
): Promise<Response> {
  const complain = (found: readonly string[]): void => {
    if (found.length === 0) return
    const fault = `${exchange.method} ${exchange.path} → ${exchange.status}: ${found.join('; ')}`
    faults.push(fault)
    throw new Error(`not as /openapi.json describes it: ${fault}`)
  }
  const type = answer.headers.get('content-type') ?? ''
  const isJson = /^application\/(problem\+)?json\b/.test(type)
  complain(checker.check({ ...exchange, body: isJson ? await answer.clone().text() : null }))
  const checkItem = isJson ? null : checker.itemCheck(exchange)
  return checkItem === null ? answer : checkItems(answer, type, (item) => complain(checkItem(item)))
}
