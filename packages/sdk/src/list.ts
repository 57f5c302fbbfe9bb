import { UnexpectedAnswerError } from './errors.ts'

export type Page<Item> = {
  readonly object: 'list'
  readonly data: readonly Item[]
  readonly has_more: boolean
  readonly next_cursor: string | null
}

export type PageQuery = { readonly limit?: number | undefined; readonly cursor?: string | undefined }

const MAX_PAGE_SIZE = 100

/**
 * A list that is read when it is asked for. `for await` goes over the items of all pages, reading one page after the
 * other; `page()` reads one alone.
 */
export class List<Item> implements AsyncIterable<Item> {
  readonly #query: PageQuery
  readonly #read: (query: PageQuery) => Promise<Page<Item>>

  constructor(query: PageQuery, read: (query: PageQuery) => Promise<Page<Item>>) {
    this.#query = query
    this.#read = read
  }

  /** The page that the query asks for; `next_cursor` leads to the next one. */
  page(): Promise<Page<Item>> {
    return this.#read(this.#query)
  }

  /** That page and all behind it, as large as they come unless the query has a limit. */
  async *pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let { cursor, limit = MAX_PAGE_SIZE } = this.#query
    for (;;) {
      const page: Page<Item> = await this.#read({ limit, cursor })
      yield page
      if (!page.has_more || page.next_cursor === null) return
      if (page.next_cursor === cursor)
        throw new UnexpectedAnswerError('The list does not go on: its cursor stands still')
      cursor = page.next_cursor
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }
}
