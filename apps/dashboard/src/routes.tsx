import { createRootRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { batchSearch } from './features/batch/search.ts'
import { batchesSearch } from './features/batches/search.ts'
import { errorsSearch } from './features/errors/search.ts'
import { jobSearch } from './features/job/search.ts'
import { jobsSearch } from './features/jobs/search.ts'
import { overviewSearch } from './features/overview/search.ts'
import { auditSearch } from './features/settings/search.ts'
import { endpointSearch, webhooksSearch } from './features/webhooks/search.ts'
import { Shell } from './shell/shell.tsx'

/** Every address of the dashboard. Pages are loaded when they are gone to; what stands in an address is checked here. */
const root = createRootRoute({ component: Shell })

const at = <const Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const

export const routeTree = root.addChildren([
  createRoute({
    ...at('/'),
    validateSearch: overviewSearch,
    component: lazyRouteComponent(() => import('./features/overview/overview-page.tsx')),
  }),
  createRoute({
    ...at('/batches'),
    validateSearch: batchesSearch,
    component: lazyRouteComponent(() => import('./features/batches/batches-page.tsx')),
  }),
  createRoute({
    ...at('/batches/new'),
    component: lazyRouteComponent(() => import('./features/new-batch/new-batch-page.tsx')),
  }),
  createRoute({
    ...at('/batches/$batchId'),
    validateSearch: batchSearch,
    component: lazyRouteComponent(() => import('./features/batch/batch-page.tsx')),
  }),
  createRoute({
    ...at('/jobs'),
    validateSearch: jobsSearch,
    component: lazyRouteComponent(() => import('./features/jobs/jobs-page.tsx')),
  }),
  createRoute({
    ...at('/jobs/$jobId'),
    validateSearch: jobSearch,
    component: lazyRouteComponent(() => import('./features/job/job-page.tsx')),
  }),
  createRoute({
    ...at('/errors'),
    validateSearch: errorsSearch,
    component: lazyRouteComponent(() => import('./features/errors/errors-page.tsx')),
  }),
  createRoute({
    ...at('/webhooks'),
    validateSearch: webhooksSearch,
    component: lazyRouteComponent(() => import('./features/webhooks/webhooks-page.tsx')),
  }),
  createRoute({
    ...at('/webhooks/endpoints/$endpointId'),
    validateSearch: endpointSearch,
    component: lazyRouteComponent(() => import('./features/webhooks/endpoint-page.tsx')),
  }),
  createRoute({
    ...at('/webhooks/deliveries/$deliveryId'),
    component: lazyRouteComponent(() => import('./features/webhooks/delivery-page.tsx')),
  }),
  createRoute({
    ...at('/settings'),
    component: lazyRouteComponent(() => import('./features/settings/settings-page.tsx')),
  }),
  createRoute({
    ...at('/settings/$part'),
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('./features/settings/settings-page.tsx')),
  }),
])
