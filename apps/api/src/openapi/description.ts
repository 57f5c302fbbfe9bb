/** An OpenAPI 3.1 document, as far as this service writes one. */
export type Description = {
  paths: Record<string, Record<string, Operation>>
  webhooks?: Readonly<Record<string, { readonly post: Operation }>>
  components: Components
  tags?: readonly { readonly name: string; readonly description: string }[]
}

export type Components = {
  schemas: Record<string, Schema>
  responses?: Record<string, Answer>
  headers?: Record<string, Header>
  parameters?: Record<string, Parameter>
  [other: string]: unknown
}

export type Schema = { [keyword: string]: unknown }
export type Reference = { readonly $ref: string }
export type Content = Record<string, { schema?: Schema; examples?: Record<string, { readonly value: unknown }> }>

export type Header = { readonly description: string; readonly required?: boolean; readonly schema: Schema }
export type Parameter = Header & { readonly in: 'header' | 'path' | 'query'; readonly name: string }

export type Answer = {
  description: string
  headers?: Record<string, Header | Reference>
  content?: Content
}

export type Operation = {
  operationId: string
  tags?: string[]
  summary?: string
  description?: string
  security?: readonly Record<string, readonly string[]>[]
  parameters?: (Parameter | Reference)[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, Answer | Reference>
}

/** Every operation of a document with its address and method. */
export const operationsOf = (
  description: Description,
): { readonly path: string; readonly method: string; readonly operation: Operation }[] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
