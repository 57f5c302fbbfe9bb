import type { Batch, Job } from '@nemo-batch/sdk'
import { IconArrowRight, IconMovie, IconStack2 } from '@tabler/icons-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { BatchStatus, JobStatus } from '../ui/status.tsx'
import classes from './quick-search.module.css'

/** What was found, in the order in which arrow keys go through it. */
export function QuickResults({
  listId,
  text,
  found,
  currentId,
  optionIdOf,
  onClose,
}: {
  readonly listId: string
  readonly text: string
  readonly found: { readonly jobs: readonly Job[]; readonly batches: readonly Batch[] } | undefined
  readonly currentId: string
  readonly optionIdOf: (id: string) => string
  readonly onClose: () => void
}) {
  const { t } = useTranslation(['shell', 'batches'])
  const optionOf = (id: string) => ({ id: optionIdOf(id), isCurrent: id === currentId, onClose })
  return (
    <div id={listId} role="listbox" aria-label={t('searchResults')} className={classes.results}>
      <Option {...optionOf('all')} link={{ to: '/jobs', search: { q: text } }} icon={<IconArrowRight size={18} />}>
        <span className={classes.name}>{t('searchAll', { text })}</span>
      </Option>
      {found?.batches.map(({ id, name, status }) => (
        <Option
          key={id}
          {...optionOf(id)}
          link={{ to: '/batches/$batchId', params: { batchId: id } }}
          icon={<IconStack2 size={18} stroke={1.6} />}
          aside={<BatchStatus status={status} />}
        >
          <span className={classes.name}>{name ?? t('batches:untitled')}</span>
        </Option>
      ))}
      {found?.jobs.map(({ id, reference, status, steps }) => (
        <Option
          key={id}
          {...optionOf(id)}
          link={{ to: '/jobs/$jobId', params: { jobId: id } }}
          icon={<IconMovie size={18} stroke={1.6} />}
          aside={<JobStatus status={status} />}
        >
          <span className={classes.name}>{reference ?? id}</span>
          <span className={classes.about}>{steps[0]?.instruction}</span>
        </Option>
      ))}
      {found !== undefined && found.jobs.length + found.batches.length === 0 && (
        <p className={classes.nothing} role="status">
          {t('searchNothing')}
        </p>
      )}
    </div>
  )
}

function Option({
  id,
  isCurrent,
  link,
  icon,
  aside,
  onClose,
  children,
}: {
  readonly id: string
  readonly isCurrent: boolean
  readonly link: LinkProps
  readonly icon: ReactNode
  readonly aside?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const option = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isCurrent) option.current?.scrollIntoView({ block: 'nearest' })
  }, [isCurrent])
  return (
    <Link
      {...link}
      ref={option}
      id={id}
      role="option"
      aria-selected={isCurrent}
      tabIndex={-1}
      className={classes.option}
      onClick={onClose}
    >
      {icon}
      <span className={classes.what}>{children}</span>
      {aside}
    </Link>
  )
}
