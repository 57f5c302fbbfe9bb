import { Anchor, Skeleton } from '@mantine/core'
import type { WebhookEndpoint } from '@nemo-batch/sdk'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { watchedEndpointsQuery } from '../../api/watched-endpoints.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './panels.module.css'

/** Endpoints that do not take what is sent. Needs `webhooks`. */
export function WebhooksPanel() {
  const { t } = useTranslation('overview', { keyPrefix: 'webhooks' })
  const endpoints = useQuery(watchedEndpointsQuery)
  return (
    <Section
      title={t('title')}
      actions={
        <Anchor fz="sm" renderRoot={(props) => <Link {...props} to="/webhooks" />}>
          {t('all')}
        </Anchor>
      }
    >
      <Loaded query={endpoints} skeleton={<Skeleton h={48} />}>
        {(all) => <Troubled endpoints={all} />}
      </Loaded>
    </Section>
  )
}

function Troubled({ endpoints }: { readonly endpoints: readonly WebhookEndpoint[] }) {
  const { t } = useTranslation('overview', { keyPrefix: 'webhooks' })
  if (endpoints.length === 0) return <p className={classes.muted}>{t('none')}</p>
  const troubled = endpoints.filter(isTroubled)
  if (troubled.length === 0) {
    const used = endpoints.filter(({ enabled }) => enabled).length
    return (
      <p className={classes.well}>
        <IconCircleCheck size={18} aria-hidden /> {t('well', { count: used })}
      </p>
    )
  }
  return (
    <ul className={classes.rows}>
      {troubled.map((endpoint) => (
        <EndpointRow key={endpoint.id} endpoint={endpoint} />
      ))}
    </ul>
  )
}

/** What a person has disabled is in no trouble. */
const isTroubled = ({ enabled, disabled, health }: WebhookEndpoint): boolean =>
  disabled !== null || (enabled && (health.status === 'failing' || health.status === 'down'))

function EndpointRow({ endpoint: { id, url, disabled, health } }: { readonly endpoint: WebhookEndpoint }) {
  const { t } = useTranslation('overview', { keyPrefix: 'webhooks' })
  const since = disabled?.at ?? health.failing_since
  const state = disabled === null ? (health.status === 'down' ? 'down' : 'failing') : 'disabled'
  return (
    <li>
      <div className={classes.first}>
        <Anchor
          c="inherit"
          className={classes.name}
          renderRoot={(props) => <Link {...props} to="/webhooks/endpoints/$endpointId" params={{ endpointId: id }} />}
        >
          {url}
        </Anchor>
        <Pill tone={state === 'failing' ? 'warn' : 'bad'}>{t(state)}</Pill>
      </div>
      <p className={classes.muted}>
        {t('pending', { count: health.pending })}
        {since !== null && (
          <>
            {' '}
            · <Time at={since} />
          </>
        )}
      </p>
    </li>
  )
}
