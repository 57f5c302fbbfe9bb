import type { ProjectStore } from '../project-store.ts'
import type { DeliveryView } from '../webhook-deliveries.ts'
import type { EndpointView, NewEndpoint } from '../webhook-endpoints.ts'

/** An endpoint as callers make it. */
export const givenEndpoint = (project: ProjectStore, some: Partial<NewEndpoint> = {}): Promise<EndpointView> =>
  project.transaction((tx) =>
    tx.createEndpoint({
      batchId: null,
      url: 'https://shop.example/hooks',
      events: null,
      description: null,
      isEnabled: true,
      secretSealed: 'sealed',
      ...some,
    }),
  )

/** A delivery that waits to be sent. */
export async function givenDelivery(project: ProjectStore, endpointId: string): Promise<DeliveryView> {
  const delivery = await project.sendTest(endpointId)
  if (typeof delivery === 'string') throw new Error(`nothing is sent: ${delivery}`)
  return delivery
}
