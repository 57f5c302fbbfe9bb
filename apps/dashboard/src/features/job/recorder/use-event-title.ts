import { useTranslation } from 'react-i18next'
import { formatShare } from '../../../ui/format.ts'
import type { EventStory } from './describe-event.ts'
import type { Entry } from './entries.ts'
import { formatGap } from './format-gap.ts'

/** What happened, in a few words. */
export function useEventTitle({ events }: Entry, story: EventStory): string {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  const stage = story.stage === null ? '' : words(`stage.${story.stage}`)
  const delay = formatGap(story.delayMs ?? 0)
  const name = story.name ?? ''
  switch (story.key) {
    case 'retried':
      return t('event.retried', { stage })
    case 'started':
      return t('event.started', { attempt: story.attempt ?? '?' })
    case 'stage':
      return t('event.stage', { stage })
    case 'tool':
      return t('event.tool', { name })
    case 'retrying':
      return t('event.retrying', { delay, tries: (story.tries ?? 0) + 1, name })
    case 'waiting': {
      const what = name === 'rate_limit' || name === 'storage' ? t(`event.waits.${name}`) : name
      return story.delayMs === null ? t('event.waitingSome', { name: what }) : t('event.waiting', { delay, name: what })
    }
    case 'rendering': {
      const last = events.at(-1) ?? events[0]
      if (events.length === 1) return t('event.rendering', { percent: percent(story.percent) })
      return t('event.renderingRun', {
        from: percent(story.percent),
        to: percent(last.data.progress),
        count: events.length,
        span: formatGap(Date.parse(last.created_at) - Date.parse(events[0].created_at)),
      })
    }
    case 'working':
      return t('event.working', { delay })
    case 'blocked':
      return t('event.blocked', { name: isBlockReason(name) ? words(`blocked.${name}`) : name })
    case 'failed':
      return t('event.failed', { name })
    case 'other':
      return t('event.other', { type: events[0].type })
    default:
      return t(`event.${story.key}`)
  }
}

const percent = (value: unknown): string => formatShare((typeof value === 'number' ? value : 0) / 100)

const BLOCK_REASONS = ['credits_exhausted', 'plan_required', 'credentials_rejected', 'budget_reached'] as const
const isBlockReason = (name: string): name is (typeof BLOCK_REASONS)[number] =>
  BLOCK_REASONS.some((reason) => reason === name)
