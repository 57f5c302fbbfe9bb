import type { LinkProps } from '@tanstack/react-router'
import i18next from 'i18next'
import { formatDuration, formatShare } from '../../ui/format.ts'
import { outsideLink } from '../job/names.ts'
import type { Problem } from './health.ts'

export type DescribedProblem = {
  readonly title: string
  readonly text: string
  /** What the service or the provider said, as it came. */
  readonly said?: readonly string[]
  /** Whether it costs anything, and who must act. */
  readonly facts: readonly string[]
  readonly link?: { readonly label: string; readonly to: LinkProps }
  /** At the provider's. */
  readonly outside?: { readonly label: string; readonly href: string }
}

/** What it is, what it costs, and where to act. */
export function describeProblem(problem: Problem): DescribedProblem {
  const t = i18next.getFixedT(null, 'overview', 'health')
  const status = i18next.getFixedT(null, 'status')
  const free = t('noCost')
  const operator = status('fixBy.operator')
  switch (problem.kind) {
    case 'cut_off':
      return { title: t('cutOff.title'), text: t('cutOff.text'), facts: [] }
    case 'queue_unreachable':
      return {
        title: t('queueUnreachable.title'),
        text: t('queueUnreachable.text'),
        facts: [operator, free],
        link: { label: t('queueUnreachable.act'), to: { to: '/settings/$part', params: { part: 'system' } } },
      }
    case 'no_workers':
      return {
        title: t('noWorkers.title'),
        text: problem.waiting > 0 ? t('noWorkers.waiting', { count: problem.waiting }) : t('noWorkers.idle'),
        facts: [operator, free],
        link: { label: t('noWorkers.act'), to: { to: '/settings/$part', params: { part: 'system' } } },
      }
    case 'account_blocked': {
      const { account, blocked, jobs } = problem
      const href = outsideLink(blocked.action_url)
      return {
        title: t('accountBlocked.title', { reason: status(`blocked.${blocked.reason}`), name: account.name }),
        text: [
          t(`accountBlocked.${blocked.reason}`),
          ...(jobs > 0 ? [t('accountBlocked.jobs', { count: jobs })] : []),
        ].join(' '),
        said: [blocked.message],
        facts: [operator, free],
        link: { label: t('accountBlocked.act'), to: { to: '/settings/$part', params: { part: 'accounts' } } },
        ...(href === null ? {} : { outside: { label: t('accountBlocked.outside'), href } }),
      }
    }
    case 'jobs_blocked':
      return {
        title: t('jobsBlocked.title', { count: problem.jobs }),
        text: t('jobsBlocked.text'),
        facts: [free],
        link: { label: t('jobsBlocked.act'), to: { to: '/jobs', search: { status: 'blocked' } } },
      }
    case 'queue_stuck':
      return {
        title: t('queueStuck.title', { count: problem.queued }),
        text: t('queueStuck.text'),
        facts: [operator, free],
        link: { label: t('queueStuck.act'), to: { to: '/jobs', search: { status: 'queued' } } },
      }
    case 'queue_slow':
      return {
        title: t('queueSlow.title'),
        text:
          problem.emptyInMs === null
            ? t('queueSlow.still', { count: problem.queued })
            : t('queueSlow.pace', { count: problem.queued, duration: formatDuration(problem.emptyInMs) }),
        facts: [free],
        link: { label: t('queueSlow.act'), to: { to: '/jobs', search: { status: 'queued' } } },
      }
    case 'failing':
      return describeFailing(problem)
    case 'endpoint_disabled':
      return {
        title: t('endpointDisabled.title'),
        text: t('endpointDisabled.pending', { count: problem.endpoint.health.pending }),
        said: [problem.endpoint.url, problem.disabled.message],
        facts: [operator, free],
        link: { label: t('endpointDisabled.act'), to: endpointLink(problem.endpoint.id) },
      }
    case 'endpoint_failing':
      return {
        title: t('endpointFailing.title'),
        text: t('endpointFailing.text', {
          count: problem.endpoint.health.failures,
          pending: problem.endpoint.health.pending,
        }),
        said: [problem.endpoint.url],
        facts: [operator, free],
        link: { label: t('endpointFailing.act'), to: endpointLink(problem.endpoint.id) },
      }
    case 'sandbox':
      return { title: t('sandbox.title'), text: t('sandbox.text'), facts: [] }
  }
}

const endpointLink = (endpointId: string): LinkProps => ({
  to: '/webhooks/endpoints/$endpointId',
  params: { endpointId },
})

function describeFailing({ failed, ended, failureRate, group }: Problem & { kind: 'failing' }): DescribedProblem {
  const t = i18next.getFixedT(null, 'overview', 'health')
  const status = i18next.getFixedT(null, 'status')
  const described = {
    title: t('failing.title', { share: formatShare(failureRate) }),
    text: t('failing.text', { failed, ended }),
    link: { label: t('failing.act'), to: { to: '/errors', search: { span: '1h', sort: 'most' } } },
  } as const
  if (group === null) return { ...described, facts: [] }
  const { failures, message, action, fix_by: fixBy, billed } = group
  return {
    ...described,
    said: [t('failing.mostly', { failures, message }), action],
    facts: [status(`fixBy.${fixBy}`), t(`billed.${billed === 'unknown' ? 'unknown' : billed ? 'yes' : 'no'}`)],
  }
}
