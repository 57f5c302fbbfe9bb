import type { CreateOptions, RequestOptions, Transport } from '../http/transport.ts'
import type { List } from '../list.ts'
import type { NewProject, Project, ProjectPatch, QueryOf } from '../types.ts'

/** What keys belong to: none sees the batches, jobs and files of another one. All of it needs the scope `admin`. */
export class Projects {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  create(project: NewProject, options?: CreateOptions): Promise<Project> {
    return this.#transport.create('/v1/projects', project, options)
  }

  retrieve(id: string, options?: RequestOptions): Promise<Project> {
    return this.#transport.json({ ...options, path: pathOf(id) })
  }

  list(query: QueryOf<'listProjects'> = {}, options?: RequestOptions): List<Project> {
    return this.#transport.list('/v1/projects', query, options)
  }

  update(id: string, changes: ProjectPatch, options?: RequestOptions): Promise<Project> {
    return this.#transport.patch(pathOf(id), changes, options)
  }
}

const pathOf = (id: string): string => `/v1/projects/${encodeURIComponent(id)}`
