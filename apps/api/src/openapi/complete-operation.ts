import { STATUS_CODES } from 'node:http'
import type { Answer, Content, Operation } from './description.ts'
import { headerParameters, headersOf } from './headers.ts'
import { problemReference, problemStatuses } from './problem-answers.ts'
import type { RouteKind } from './route-kind.ts'

const BINARY: Content = { '*/*': { schema: { type: 'string', format: 'binary' } } }
const WITHOUT_BODY = [204, 302, 304]

/** An operation as its route declares it, with all that follows from its kind. */
export function completeOperation(operation: Operation, kind: RouteKind): Operation {
  const declared = Object.entries(operation.responses).map(([status, answer]) => [Number(status), answer] as const)
  const statuses = new Set([...declared.map(([status]) => status), ...problemStatuses(kind, operation)])
  const answers = new Map(declared)
  const responses = [...statuses]
    .toSorted((one, other) => one - other)
    .map((status) => {
      const answer = answers.get(status)
      return status >= 400 || answer === undefined || '$ref' in answer
        ? [status, problemReference(status)]
        : [status, completeAnswer(status, answer, kind)]
    })
  return {
    ...operation,
    ...security(kind),
    ...description(operation, kind),
    parameters: [...(operation.parameters ?? []), ...headerParameters(kind)],
    responses: Object.fromEntries(responses),
  }
}

function completeAnswer(status: number, answer: Answer, kind: RouteKind): Answer {
  const { content, description: text, ...rest } = answer
  return {
    ...rest,
    description: text === 'Default Response' ? (STATUS_CODES[status] ?? text) : text,
    headers: headersOf(status, kind),
    ...(content === undefined || WITHOUT_BODY.includes(status) ? {} : { content: kind.servesFile ? BINARY : content }),
  }
}

function security({ scope, servesFile }: RouteKind): Pick<Operation, 'security'> {
  if (servesFile) return { security: [{ key: [] }, { session: [] }, { link: [] }] }
  return scope === null ? { security: [] } : {}
}

function description(
  { description: text }: Operation,
  { scope, servesFile }: RouteKind,
): Pick<Operation, 'description'> {
  const key = scope === null || scope === 'any' ? undefined : `Needs a key with the scope \`${scope}\``
  const needs = servesFile && key !== undefined ? `${key}, or a signed link` : key
  const sentences = [text, needs === undefined ? undefined : `${needs}.`].filter((sentence) => sentence !== undefined)
  return sentences.length === 0 ? {} : { description: sentences.join('\n\n') }
}
