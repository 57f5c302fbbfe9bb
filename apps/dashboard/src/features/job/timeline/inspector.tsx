import { useTranslation } from 'react-i18next'
import { formatDuration, formatShare } from '../../../ui/format.ts'
import type { Pointed } from './drawing.tsx'
import { formatTimecode } from './scale.ts'
import { readSegment } from './segment-facts.ts'
import classes from './timeline.module.css'
import { trackKind } from './track-row.tsx'

/** What the segment that somebody points at tells; of one height, so that nothing jumps. */
export function Inspector({ pointed }: { readonly pointed: Pointed | null }) {
  const { t } = useTranslation('job')
  if (pointed === null)
    return (
      <div className={classes.inspector}>
        <span className={classes.inspectHint}>{t('timeline.inspect')}</span>
      </div>
    )
  const { row, piece, durationMs } = pointed
  const segment = row.segments[piece.first]
  const story = segment === undefined || piece.count > 1 ? null : readSegment(segment, row.type)
  const kind = trackKind(row.type)
  return (
    <div className={classes.inspector} data-kind={kind}>
      <span className={classes.inspectName}>
        {piece.count > 1 ? t('timeline.several', { count: piece.count }) : (story?.label ?? t('timeline.untitled'))}
      </span>
      <dl className={classes.inspectFacts}>
        <Told name={t('timeline.from')} value={formatTimecode(piece.startMs)} />
        <Told name={t('timeline.to')} value={formatTimecode(piece.endMs)} />
        <Told name={t('timeline.length')} value={formatDuration(piece.endMs - piece.startMs)} />
        {story !== null && story.volume !== null && (
          <Told name={t('timeline.volume')} value={formatShare(story.volume)} />
        )}
        {story !== null && story.text !== null && story.text !== story.label && (
          <Told name={t('timeline.text')} value={story.text} />
        )}
        {story?.others.map(([name, value]) => (
          <Told
            key={name}
            name={name === 'speed' ? t('timeline.speed') : name === 'transition' ? t('timeline.transition') : name}
            value={value}
          />
        ))}
      </dl>
      {durationMs > 0 && piece.startMs >= durationMs ? (
        <span className={classes.inspectHint}>{t('timeline.outside')}</span>
      ) : (
        piece.isCut && <span className={classes.inspectHint}>{t('timeline.beyond')}</span>
      )}
    </div>
  )
}

const Told = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="tabular">{value}</dd>
  </div>
)
