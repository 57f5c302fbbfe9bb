export type ChangedField = {
  readonly name: string
  /** null: it was not there. */
  readonly before: string | null
  /** null: it is not there any more. */
  readonly after: string | null
}

type State = Readonly<Record<string, unknown>> | null

/** What differs between two states; what was made or taken away differs in all it has. */
export function changedFields(before: State, after: State): readonly ChangedField[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...names].flatMap((name) => {
    const field = { name, before: spell(before, name), after: spell(after, name) }
    return field.before === field.after ? [] : [field]
  })
}

function spell(state: State, name: string): string | null {
  const value = state?.[name]
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
