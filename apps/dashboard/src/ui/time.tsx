import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatAgo, formatClock, formatDuration, formatExact } from './format.ts'
import { useNowMs } from './now.ts'

/** How long ago, or until when; the exact time in the viewer's zone on hover. */
export function Time({ at, fallback }: { readonly at: string | null; readonly fallback?: string }) {
  const { t } = useTranslation()
  const nowMs = useNowMs()
  if (at === null) return <span>{fallback ?? t('never')}</span>
  const date = new Date(at)
  return <Exact date={date}>{formatAgo(date, nowMs)}</Exact>
}

/** The time of the day, for what happened close together. */
export const Clock = ({ at }: { readonly at: string }) => {
  const date = new Date(at)
  return <Exact date={date}>{formatClock(date)}</Exact>
}

/** How long something takes, or has taken until now. */
export const Elapsed = ({ from, to }: { readonly from: string; readonly to: string | null }) =>
  to === null ? <ElapsedUntilNow from={from} /> : <Lasted from={from} toMs={new Date(to).getTime()} />

const ElapsedUntilNow = ({ from }: { readonly from: string }) => <Lasted from={from} toMs={useNowMs()} />

const Lasted = ({ from, toMs }: { readonly from: string; readonly toMs: number }) => (
  <span className="tabular">{formatDuration(toMs - new Date(from).getTime())}</span>
)

function Exact({ date, children }: { readonly date: Date; readonly children: string }) {
  return (
    <Tooltip label={formatExact(date)} openDelay={200}>
      <time className="tabular" dateTime={date.toISOString()}>
        {children}
      </time>
    </Tooltip>
  )
}
