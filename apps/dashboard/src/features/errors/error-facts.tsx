import { Anchor, Code } from '@mantine/core'
import type { ErrorGroup } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Time } from '../../ui/time.tsx'
import classes from './errors.module.css'

/** Who must act, whether it was paid, whether trying again helps, where and when it happened. */
export function ErrorFacts({ group }: { readonly group: ErrorGroup }) {
  const { t } = useTranslation('errors')
  const { t: status } = useTranslation('status')
  const { code, fix_by: fixBy, billed, retryable, stage, first_seen: firstSeen, last_seen: lastSeen } = group
  return (
    <dl className={classes.facts}>
      <Fact label={t('code')}>
        <Code>{code}</Code>
      </Fact>
      <Fact label={t('whoActs')}>{t(`who.${fixBy}`)}</Fact>
      <Fact label={t('billedLabel')}>{t(`billed.${billed === 'unknown' ? 'unknown' : billed ? 'yes' : 'no'}`)}</Fact>
      <Fact label={t('again')}>{retryable ? t('retryable') : t('notRetryable')}</Fact>
      {stage !== null && <Fact label={t('stage')}>{status(`stage.${stage}`)}</Fact>}
      <Fact label={t('firstSeen')}>
        <Time at={firstSeen} />
      </Fact>
      <Fact label={t('lastSeen')}>
        <Time at={lastSeen} />
      </Fact>
      <Fact label={t('batches')} isWide>
        <Batches batches={group.batches} />
      </Fact>
    </dl>
  )
}

const Fact = ({
  label,
  isWide = false,
  children,
}: {
  readonly label: string
  readonly isWide?: boolean
  readonly children: ReactNode
}) => (
  <div data-wide={isWide}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

function Batches({ batches: { total, sample } }: { readonly batches: ErrorGroup['batches'] }) {
  const { t } = useTranslation('errors')
  const more = total - sample.length
  return (
    <span className={classes.batches}>
      {sample.map(({ id, name }) => (
        <Anchor
          key={id}
          fz="inherit"
          renderRoot={(props) => <Link {...props} to="/batches/$batchId" params={{ batchId: id }} />}
        >
          {name ?? id}
        </Anchor>
      ))}
      {more > 0 && <span>{t('moreBatches', { count: more })}</span>}
    </span>
  )
}
