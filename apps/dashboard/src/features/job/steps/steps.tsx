import { Button, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../ui/page.tsx'
import { StepStatus } from '../../../ui/status.tsx'
import { Lines } from '../lines.tsx'
import { PictureGrid } from '../photos/photos.tsx'
import { type Picture, picturesOf } from '../photos/pictures.ts'
import { useJobSearch } from '../use-job-search.ts'
import classes from './steps.module.css'

type Step = Job['steps'][number]

/** What was said to NEMO, what it said, and what it changed. */
export function Steps({ job, shown }: { readonly job: Job; readonly shown: Step | undefined }) {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  const pictures = useMemo(() => picturesOf(job.steps), [job.steps])
  return (
    <Section title={t('steps.title')} hint={common('steps', { count: job.steps.length })}>
      <ol className={classes.steps}>
        {job.steps.map((step) => (
          <StepCard
            key={step.index}
            step={step}
            isShown={step.index === shown?.index}
            // those of the first stand beside the video
            pictures={step.index === 0 ? [] : pictures.filter(({ stepIndex }) => stepIndex === step.index)}
          />
        ))}
      </ol>
    </Section>
  )
}

function StepCard({
  step,
  isShown,
  pictures,
}: {
  readonly step: Step
  readonly isShown: boolean
  readonly pictures: readonly Picture[]
}) {
  const { t } = useTranslation('job')
  const { change } = useJobSearch()
  return (
    <li className={classes.step} data-shown={isShown}>
      <div className={classes.stepHead}>
        <span className={classes.number}>{t('steps.number', { step: step.index + 1 })}</span>
        <StepStatus status={step.status} />
        <Text size="xs" c="dimmed">
          {step.render ? t('steps.renders') : t('steps.rendersNot')}
        </Text>
        {step.timeline !== null && (
          <Button
            size="compact-xs"
            variant="subtle"
            ml="auto"
            aria-pressed={isShown}
            onClick={() => change({ step: step.index })}
          >
            {isShown ? t('steps.shown') : t('steps.show')}
          </Button>
        )}
      </div>
      <p className={classes.instruction}>{step.instruction}</p>
      {pictures.length > 0 && (
        <div className={classes.photos}>
          <PictureGrid pictures={pictures} />
        </div>
      )}
      {step.reply !== null && (
        <div className={classes.reply}>
          <span className={classes.who}>{t('steps.reply')}</span>
          <p>{step.reply}</p>
        </div>
      )}
      {step.changes.length > 0 && (
        <div>
          <span className={classes.who}>{t('steps.changes')}</span>
          <Lines lines={step.changes} className={classes.changes} />
        </div>
      )}
    </li>
  )
}
