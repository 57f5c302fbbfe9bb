import { Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconCheck, IconCircle, IconPlayerPlayFilled, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { type StageState, stagesOf, stepAtWork } from '../stages.ts'
import classes from './player.module.css'

const SIGNS = {
  done: IconCheck,
  current: IconPlayerPlayFilled,
  failed: IconX,
  todo: IconCircle,
} as const satisfies Record<StageState, unknown>

/** What stands where the video will be. */
export function Awaited({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  const step = stepAtWork(job.steps)
  return (
    <div className={classes.awaited}>
      <Text size="sm" fw={600}>
        {job.steps.length > 1 && step !== undefined
          ? `${t('video.step', { step: step.index + 1 })} / ${job.steps.length}`
          : words(`job.${job.status}`)}
      </Text>
      <ol className={classes.stages} aria-label={t('video.stages')}>
        {stagesOf(job).map(({ stage, state }) => {
          const Sign = SIGNS[state]
          return (
            <li key={stage} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
              <Sign size={14} aria-label={t(`video.stageState.${state}`)} role="img" />
              {words(`stage.${stage}`)}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

/** What is at work towards another video; null while nothing is. */
export function useUnderway({ status, stage, steps }: Job): string | null {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  const step = stepAtWork(steps)
  if (status !== 'running' || stage === null || step === undefined) return null
  return t('video.underway', { step: step.index + 1, stage: words(`stage.${stage}`) })
}
