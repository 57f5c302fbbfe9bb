import type { ListOf, WebhookEndpoint } from '@nemo-batch/contracts'
import type { EndpointFigures, EndpointView, Page, ProjectTransaction } from '@nemo-batch/database'
import { presentEndpoint } from '@nemo-batch/presenters'
import { isProbing } from '@nemo-batch/webhooks'
import { presentList } from './present.ts'

type Figures = Pick<ProjectTransaction, 'readEndpointFigures'>

export type EndpointPresenter = {
  readonly presentEndpoint: (project: Figures, endpoint: EndpointView) => Promise<WebhookEndpoint>
  readonly presentEndpoints: (project: Figures, page: Page<EndpointView>) => Promise<ListOf<WebhookEndpoint>>
  /** Of one to which nothing was sent yet. */
  readonly presentNewEndpoint: (endpoint: EndpointView) => WebhookEndpoint
}

/** Endpoints together with how they have been answering, which is asked of the database. */
export function createEndpointPresenter(now: () => Date): EndpointPresenter {
  const present = (endpoint: EndpointView, figures: EndpointFigures = NOTHING_SENT): WebhookEndpoint =>
    presentEndpoint(endpoint, figures, { isDown: isProbing(endpoint), now: now() })
  return {
    presentEndpoint: async (project, endpoint) =>
      present(endpoint, (await project.readEndpointFigures([endpoint.id])).get(endpoint.id)),
    async presentEndpoints(project, page) {
      const figures = await project.readEndpointFigures(page.items.map(({ id }) => id))
      return presentList(page, (endpoint) => present(endpoint, figures.get(endpoint.id)))
    },
    presentNewEndpoint: (endpoint) => present(endpoint),
  }
}

const NOTHING_SENT: EndpointFigures = {
  attempts: 0,
  succeeded: 0,
  medianMs: null,
  p95Ms: null,
  lastAttemptAt: null,
  pending: 0,
}
