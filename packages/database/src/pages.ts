/** What a list is asked for: at most `limit` of them, older than `before`, for one project. */
export type PageRequest = { readonly projectId: string; readonly limit: number; readonly before: string | null }

export type Page<T> = { readonly items: T[]; readonly hasMore: boolean }

/** A page of rows of which one more than asked for was read, to learn whether there are more. */
export const toPage = <T>(rows: readonly T[], limit: number): Page<T> => ({
  items: rows.slice(0, limit),
  hasMore: rows.length > limit,
})

/** The conditions of a query with its parameters, numbered as they are added. */
export class Conditions {
  readonly values: unknown[]
  readonly #conditions: string[] = []

  constructor(...values: unknown[]) {
    this.values = values
  }

  /** `condition` gets the number of its parameter; a value that is null or undefined adds nothing. */
  add(value: unknown, condition: (parameter: string) => string): this {
    if (value === null || value === undefined) return this
    this.values.push(value)
    this.#conditions.push(condition(`$${this.values.length}`))
    return this
  }

  /** ` AND a AND b`, to follow a condition that is always there. */
  toString(): string {
    return this.#conditions.map((condition) => ` AND ${condition}`).join('')
  }
}

/** A pattern for ILIKE that finds the text anywhere, whatever is in it. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
