import { Switch, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconTimeline } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { formatDuration } from '../../../ui/format.ts'
import { Section } from '../../../ui/page.tsx'
import { picturesOf } from '../photos/pictures.ts'
import type { Shown } from '../shown-step.ts'
import { StepChooser } from '../steps/step-chooser.tsx'
import { useJobSearch } from '../use-job-search.ts'
import { Drawing, type Pointed } from './drawing.tsx'
import { Inspector } from './inspector.tsx'
import { drawnMs, timeOf } from './layout.ts'
import classes from './timeline.module.css'

/** What is in the video, drawn to scale; before and after of a step below one another when asked for. */
export function TimelineSection({
  job,
  shown: { step, videoStep, before },
  video,
}: {
  readonly job: Job
  readonly shown: Shown
  readonly video: HTMLVideoElement | null
}) {
  const { t } = useTranslation('job')
  const { search, change } = useJobSearch()
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const pictures = useMemo(() => picturesOf(job.steps), [job.steps])
  const drawn = job.steps.filter(({ timeline }) => timeline !== null)
  const timeline = step?.timeline ?? null
  if (step === undefined || drawn.length === 0)
    return (
      <Section title={t('timeline.title')}>
        <div className={classes.nothing}>
          <EmptyState icon={IconTimeline} title={t('timeline.none')} text={t('timeline.noneText')} />
        </div>
      </Section>
    )
  const compared = search.compare === true && timeline !== null ? (before?.timeline ?? null) : null
  const totalMs = Math.max(timeline === null ? 1 : drawnMs(timeline), compared === null ? 1 : drawnMs(compared))
  const shared = { totalMs, pictures, onPoint: setPointed }
  return (
    <Section
      title={t('timeline.title')}
      {...(timeline === null
        ? {}
        : {
            hint: t('timeline.hint', {
              count: timeline.tracks.length,
              length: formatDuration(timeOf(timeline.duration_ms)),
            }),
          })}
      actions={
        drawn.length > 1 && (
          <div className={classes.choices}>
            {before !== undefined && timeline !== null && (
              <Switch
                size="xs"
                label={t('timeline.compare', { step: before.index + 1 })}
                checked={search.compare === true}
                onChange={(event) => change({ compare: event.currentTarget.checked ? true : undefined })}
              />
            )}
            <StepChooser label={t('timeline.choose')} steps={drawn} chosen={step.index} />
          </div>
        )
      }
    >
      {compared !== null && before !== undefined && (
        <>
          <Text className={classes.caption}>{t('timeline.before', { step: before.index + 1 })}</Text>
          <Drawing {...shared} timeline={compared} stepIndex={before.index} video={null} />
          <Text className={classes.caption}>{t('timeline.after', { step: step.index + 1 })}</Text>
        </>
      )}
      {timeline === null ? (
        <Text size="sm" c="dimmed" className={classes.nothing} p="md">
          {t('timeline.noneHere', { step: step.index + 1 })}
        </Text>
      ) : (
        <>
          <Drawing
            {...shared}
            timeline={timeline}
            stepIndex={step.index}
            video={videoStep?.index === step.index ? video : null}
          />
          <Inspector pointed={pointed} />
          <details className={classes.summary}>
            <summary>{t('timeline.summary')}</summary>
            <p>{timeline.summary}</p>
          </details>
        </>
      )}
    </Section>
  )
}
