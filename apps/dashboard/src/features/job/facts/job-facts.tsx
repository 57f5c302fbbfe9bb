import { Anchor, Code, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { batchQuery } from '../../../api/batches.ts'
import { Copy } from '../../../ui/copy.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Section } from '../../../ui/page.tsx'
import { Elapsed, Time } from '../../../ui/time.tsx'
import { shortId } from '../names.ts'
import classes from './facts.module.css'
import { Facts } from './facts.tsx'

export function JobFacts({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  const { data: batch } = useQuery(batchQuery(job.batch_id))
  const hasEnded = job.completed_at !== null
  const metadata = Object.entries(job.metadata)
  return (
    <Section title={t('facts.title')}>
      <div className={classes.group}>
        <Facts
          facts={[
            [
              t('facts.batch'),
              <Anchor
                key="batch"
                fz="sm"
                renderRoot={(props) => <Link {...props} to="/batches/$batchId" params={{ batchId: job.batch_id }} />}
              >
                {batch?.name ?? shortId(job.batch_id)}
              </Anchor>,
            ],
            [
              t('facts.credits'),
              <b key="credits" className="tabular">
                {common('credits', { count: job.credits.spent })}
              </b>,
            ],
            [t('facts.attempts'), formatCount(job.attempts)],
            [t('facts.priority'), t(`priorities.${job.priority}`)],
            [t('facts.language'), job.language],
            [t('facts.output'), `${job.output.format} · ${job.output.quality}`],
          ]}
        />
      </div>
      <div className={classes.group}>
        <Facts
          facts={[
            [t('facts.created'), <Time key="created" at={job.created_at} />],
            [t('facts.started'), <Time key="started" at={job.started_at} fallback={t('facts.notYet')} />],
            [t('facts.ended'), <Time key="ended" at={job.completed_at} fallback={t('facts.notYet')} />],
            [t('facts.waited'), <Elapsed key="waited" from={job.created_at} to={job.started_at ?? job.completed_at} />],
            [
              hasEnded ? t('facts.took') : t('facts.soFar'),
              job.started_at === null ? null : <Elapsed key="took" from={job.started_at} to={job.completed_at} />,
            ],
          ]}
        />
      </div>
      <div className={classes.group}>
        <Facts
          facts={[
            [t('facts.id'), <CopiedId key="id" id={job.id} />],
            [t('facts.session'), <CopiedId key="session" id={job.nemo.session_id} />],
            [t('facts.task'), <CopiedId key="task" id={job.nemo.task_id} />],
            [t('facts.render'), <CopiedId key="render" id={job.nemo.render_id} />],
          ]}
        />
      </div>
      {metadata.length > 0 && (
        <div className={classes.group}>
          <Text size="sm" fw={600} mb={6}>
            {t('facts.metadata')}
          </Text>
          <Facts facts={metadata.map(([name, value]) => [name, String(value)])} />
        </div>
      )}
      {job.warnings.length > 0 && (
        <div className={classes.group}>
          <Text size="sm" fw={600} mb={6}>
            {t('facts.warnings')}
          </Text>
          <ul className={classes.warning}>
            {job.warnings.map(({ code, message }) => (
              <li key={`${code} ${message}`}>
                {message} <Code fz="xs">{code}</Code>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  )
}

/** On one line, as far as it fits; copied whole. */
function CopiedId({ id }: { readonly id: string | null }) {
  const { t } = useTranslation('job')
  if (id === null)
    return (
      <Text size="sm" c="dimmed">
        {t('facts.notYet')}
      </Text>
    )
  return (
    <span className={classes.id}>
      <span className={classes.idText}>{id}</span>
      <Copy value={id} />
    </span>
  )
}
