import { Anchor, Group } from '@mantine/core'
import type { ErrorGroup } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { formatCount } from '../../ui/format.ts'
import { ErrorFacts } from './error-facts.tsx'
import classes from './errors.module.css'
import { RetryGroup } from './retry-group.tsx'

/** Between which moments it was looked for, RFC 3339. */
export type LookedAt = { readonly from: string; readonly to: string }

export function ErrorGroupRow({
  group,
  span,
  batchId,
}: {
  readonly group: ErrorGroup
  readonly span: LookedAt
  /** Of this batch alone. */
  readonly batchId: string | undefined
}) {
  const { t } = useTranslation('errors')
  const mayRetry = useMay('jobs:write') && group.jobs_failed > 0
  return (
    <li className={classes.group} aria-labelledby={`error-${group.id}`}>
      <div className={classes.count} data-standing={group.jobs_failed > 0}>
        <b>{formatCount(group.failures)}</b>
        <span>{t('times', { count: group.failures })}</span>
      </div>
      <div className={classes.what}>
        <h2 id={`error-${group.id}`} className={classes.message}>
          {group.message}
        </h2>
        <p className={classes.action}>{group.action}</p>
        <ErrorFacts group={group} />
        <Group gap="md" mt={4}>
          <Anchor
            fz="sm"
            renderRoot={(props) => (
              <Link
                {...props}
                to="/jobs"
                search={{ error_code: group.code, ...(batchId === undefined ? {} : { batch_id: batchId }) }}
              />
            )}
          >
            {t('seeJobs')}
          </Anchor>
          <Anchor
            fz="sm"
            renderRoot={(props) => <Link {...props} to="/jobs/$jobId" params={{ jobId: group.sample_job_id }} />}
          >
            {t('seeSample')}
          </Anchor>
        </Group>
      </div>
      <div className={classes.acts}>
        <span className={classes.standing} data-standing={group.jobs_failed > 0}>
          {group.jobs_failed === 0 ? t('settled') : t('standing', { count: group.jobs_failed })}
        </span>
        {mayRetry && <RetryGroup group={group} span={span} batchId={batchId} />}
      </div>
    </li>
  )
}
