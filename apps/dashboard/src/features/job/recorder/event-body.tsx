import { useTranslation } from 'react-i18next'
import { Lines } from '../lines.tsx'
import type { EventStory } from './describe-event.ts'
import classes from './recorder.module.css'

/** What an event brought: words, changes, the state before and after, what it cost. */
export function EventBody({
  story,
  timelineBefore,
}: {
  readonly story: EventStory
  readonly timelineBefore: string | null
}) {
  const { t } = useTranslation('job')
  const notes = useNotes(story)
  return (
    <>
      {notes.length > 0 && <span className={classes.notes}>{notes.join(' · ')}</span>}
      {story.key === 'changes' ? (
        <>
          {story.items.length > 0 && <Lines lines={story.items} className={classes.changes} />}
          <dl className={classes.states}>
            {timelineBefore !== null && (
              <>
                <dt>{t('recorder.timelineBefore')}</dt>
                <dd>{timelineBefore}</dd>
              </>
            )}
            {story.text !== null && (
              <>
                <dt>{t('recorder.timelineAfter')}</dt>
                <dd>{story.text}</dd>
              </>
            )}
          </dl>
        </>
      ) : (
        story.text !== null && <p className={classes.words}>{story.text}</p>
      )}
    </>
  )
}

const BILLED = { true: 'event.paid', false: 'event.notPaid', unknown: 'event.paidUnknown' } as const

function useNotes({ key, stepIndex, percent, credits, billed, name, stage, requestId }: EventStory): readonly string[] {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  const { t: words } = useTranslation('status')
  const isTold = key === 'stage' || key === 'startedOver' || key === 'retried'
  return [
    ...(stepIndex === null ? [] : [t('recorder.stepAt', { step: stepIndex + 1 })]),
    ...(key === 'stage' && percent !== null ? [`${percent} %`] : []),
    ...(key === 'retried' && name !== null ? [name] : []),
    ...(stage !== null && !isTold && (key === 'retrying' || key === 'waiting' || key === 'canceled')
      ? [words(`stage.${stage}`)]
      : []),
    ...(billed === null
      ? []
      : [key === 'startedOver' && billed === true ? t('event.paidAgain') : t(BILLED[`${billed}`])]),
    ...(credits === null ? [] : [common('credits', { count: credits })]),
    ...(requestId === null ? [] : [requestId]),
  ]
}
