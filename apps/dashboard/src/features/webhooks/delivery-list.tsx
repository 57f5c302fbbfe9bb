import { Group, NativeSelect, Text } from '@mantine/core'
import type { WebhookDelivery } from '@nemo-batch/sdk'
import { IconFilterOff, IconSend } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  DELIVERY_STATUSES,
  type DeliveryStatus as Status,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from '../../api/webhook-words.ts'
import { type DeliveryFilter, deliveriesQuery } from '../../api/webhooks.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { DeliveryStatus } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { ListSkeleton } from './endpoint-list.tsx'
import { NextAttempt } from './next-attempt.tsx'
import classes from './webhooks.module.css'

type Choice = { readonly value: string; readonly label: string }

/** What was sent and what was answered, the newest first. */
export function DeliveryList({
  filter,
  endpoints = null,
  onFilter,
}: {
  readonly filter: DeliveryFilter
  /** To choose from; null: the list is of one. */
  readonly endpoints?: readonly { readonly id: string; readonly url: string }[] | null
  readonly onFilter: (change: Partial<Record<keyof DeliveryFilter, string | undefined>>) => void
}) {
  const { t } = useTranslation(['webhooks', 'status'])
  const deliveries = useInfiniteQuery(deliveriesQuery(filter))
  const isFiltered =
    filter.status !== undefined ||
    filter.event !== undefined ||
    (endpoints !== null && filter.endpoint_id !== undefined)
  const choose = (name: keyof DeliveryFilter, label: string, any: string, choices: readonly Choice[]) => (
    <NativeSelect
      aria-label={label}
      data={[{ value: '', label: any }, ...choices]}
      value={filter[name] ?? ''}
      maw={320}
      onChange={(event) => onFilter({ [name]: event.currentTarget.value || undefined })}
    />
  )
  return (
    <div>
      <Group gap="xs" mb="md">
        {endpoints !== null &&
          choose('endpoint_id', t('list.endpoint'), t('list.anyEndpoint'), [
            ...endpoints.map(({ id, url }) => ({ value: id, label: url })),
            ...(filter.endpoint_id === undefined || endpoints.some(({ id }) => id === filter.endpoint_id)
              ? []
              : [{ value: filter.endpoint_id, label: filter.endpoint_id }]),
          ])}
        {choose(
          'status',
          t('list.status'),
          t('list.anyStatus'),
          DELIVERY_STATUSES.map((value: Status) => ({ value, label: t(`status:delivery.${value}`) })),
        )}
        {choose(
          'event',
          t('list.event'),
          t('list.anyEvent'),
          WEBHOOK_EVENTS.map((value: WebhookEvent) => ({ value, label: value })),
        )}
      </Group>
      {filter.status === 'discarded' && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('list.discardedHint')}
        </Text>
      )}
      <Loaded query={deliveries} skeleton={<ListSkeleton />}>
        {({ pages }) => {
          const found = pages.flatMap(({ data }) => data)
          if (found.length === 0)
            return isFiltered ? (
              <EmptyState icon={IconFilterOff} title={t('list.noneFiltered')} />
            ) : (
              <EmptyState icon={IconSend} title={t('list.none')} text={t('list.noneText')} />
            )
          return (
            <>
              <ul className={classes.list} aria-label={t('deliveries')} aria-busy={deliveries.isPlaceholderData}>
                {found.map((delivery) => (
                  <li key={delivery.id}>
                    <Row
                      delivery={delivery}
                      endpointUrl={endpoints?.find(({ id }) => id === delivery.endpoint_id)?.url ?? null}
                    />
                  </li>
                ))}
              </ul>
              <LoadMore
                hasMore={deliveries.hasNextPage}
                isLoading={deliveries.isFetchingNextPage}
                onMore={() => void deliveries.fetchNextPage()}
              />
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

function Row({ delivery, endpointUrl }: { readonly delivery: WebhookDelivery; readonly endpointUrl: string | null }) {
  const { t } = useTranslation('webhooks')
  const { attempts, next_attempt_at: nextAt } = delivery
  const last = attempts.at(-1)
  const answer =
    last === undefined ? null : last.status === null ? t('list.noAnswer') : t('delivery.http', { status: last.status })
  return (
    <Link to="/webhooks/deliveries/$deliveryId" params={{ deliveryId: delivery.id }} className={classes.delivery}>
      <DeliveryStatus status={delivery.status} />
      <Text size="sm" fw={500} component="span">
        {delivery.event}
      </Text>
      <Text
        size="sm"
        c="dimmed"
        component="span"
        className={`${classes.main} ${classes.wrap}`}
        {...(endpointUrl === null ? { ff: 'monospace' } : {})}
      >
        {endpointUrl ?? delivery.job_id ?? delivery.batch_id ?? delivery.id}
      </Text>
      <span className={classes.figure}>
        {t('list.attempts', { count: attempts.length })}
        {answer !== null && ` · ${answer}`}
        {nextAt !== null && (
          <Text size="xs" c="dimmed" component="span" display="block">
            {t('list.next')}: <NextAttempt at={nextAt} />
          </Text>
        )}
      </span>
      <span className={classes.figure}>
        <Time at={delivery.created_at} />
      </span>
    </Link>
  )
}
