import type { ServiceEvent } from '@nemo-batch/sdk'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNowMs } from '../../../ui/now.ts'
import { formatGap } from './format-gap.ts'
import classes from './recorder.module.css'
import { type Span, spansOf, sumSpans } from './spans.ts'

/** Where the time of a job went: each stage as wide as it was long, and the sums. */
export function SpanBar({ events }: { readonly events: readonly ServiceEvent[] }) {
  const spans = useMemo(() => spansOf(events), [events])
  if (spans.length === 0) return null
  return spans.at(-1)?.endMs === null ? <GrowingBar spans={spans} /> : <Bar spans={spans} nowMs={0} />
}

const GrowingBar = ({ spans }: { readonly spans: readonly Span[] }) => <Bar spans={spans} nowMs={useNowMs()} />

function Bar({ spans, nowMs }: { readonly spans: readonly Span[]; readonly nowMs: number }) {
  const { t } = useTranslation('job')
  const nameOf = useSpanName()
  return (
    <div>
      <div className={classes.spans} role="img" aria-label={t('recorder.spans')}>
        {spans.map((span) => {
          const ms = Math.max(0, (span.endMs ?? nowMs) - span.startMs)
          const step = span.stepIndex === null ? '' : ` · ${t('recorder.stepAt', { step: span.stepIndex + 1 })}`
          return (
            <span
              key={`${span.startMs} ${span.what}`}
              className={classes.span}
              data-what={span.what}
              data-open={span.endMs === null}
              style={{ flexGrow: Math.max(1, ms) }}
              title={`${nameOf(span.what)}${step} · ${formatGap(ms)}`}
            />
          )
        })}
      </div>
      <ul className={classes.legend} aria-label={t('recorder.spans')}>
        {sumSpans(spans, nowMs).map(({ what, ms }) => (
          <li key={what} data-what={what}>
            {nameOf(what)} <b className="tabular">{formatGap(ms)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}

function useSpanName(): (what: Span['what']) => string {
  const { t } = useTranslation('job')
  const { t: words } = useTranslation('status')
  return (what) => (what === 'queued' || what === 'blocked' ? t(`recorder.what.${what}`) : words(`stage.${what}`))
}
