import { VisuallyHidden } from '@mantine/core'
import { IconLetterT, IconMovie, IconMusic, IconStack2 } from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import { thumbnailUrl } from '../../../api/files.ts'
import { formatShare } from '../../../ui/format.ts'
import { type Picture, pictureOfSegment } from '../photos/pictures.ts'
import type { Piece, Row } from './layout.ts'
import { placeWritten } from './places.ts'
import { formatTimecode } from './scale.ts'
import { readSegment } from './segment-facts.ts'
import classes from './timeline.module.css'

const ICONS = { video: IconMovie, audio: IconMusic, text: IconLetterT, other: IconStack2 }
export type TrackKind = keyof typeof ICONS
/** Kinds that a later version of the service tells of are drawn as any other. */
export const trackKind = (type: string): TrackKind => (type in ICONS ? (type as TrackKind) : 'other')

/** Where there is less than this part of the width a picture would be all that is seen. */
const SMALLEST_WITH_PICTURE = 0.05

export const TrackRow = memo(function TrackRow({
  row,
  at,
  focused,
  pictures,
}: {
  readonly row: Row
  readonly at: number
  /** The piece that the tab key comes to; null when it is of another track. */
  readonly focused: number | null
  readonly pictures: readonly Picture[]
}) {
  const { t } = useTranslation('job')
  const kind = trackKind(row.type)
  const Sign = ICONS[kind]
  const name = row.name ?? t(`timeline.track.${kind}`)
  return (
    <div className={classes.row} data-kind={kind}>
      <div className={classes.trackName} title={name}>
        <Sign size={14} stroke={1.6} aria-label={t(`timeline.track.${kind}`)} role="img" />
        <span>{name}</span>
      </div>
      <div className={classes.lanes} data-lanes style={{ '--lanes': row.lanes } as CSSProperties}>
        {row.pieces.map((piece, index) => (
          <PieceButton
            key={`${piece.first}-${piece.startMs}`}
            row={row}
            piece={piece}
            written={placeWritten({ row: at, piece: index })}
            isFocusable={focused === index}
            pictures={pictures}
          />
        ))}
      </div>
    </div>
  )
})

function PieceButton({
  row,
  piece,
  written,
  isFocusable,
  pictures,
}: {
  readonly row: Row
  readonly piece: Piece
  readonly written: string
  readonly isFocusable: boolean
  readonly pictures: readonly Picture[]
}) {
  const { t } = useTranslation('job')
  const segment = row.segments[piece.first]
  const story = segment === undefined || piece.count > 1 ? null : readSegment(segment, row.type)
  const label =
    piece.count > 1 ? t('timeline.several', { count: piece.count }) : (story?.label ?? t('timeline.untitled'))
  const volume = story?.volume ?? null
  const picture =
    row.type === 'video' && story?.label != null && piece.width >= SMALLEST_WITH_PICTURE
      ? pictureOfSegment(story.label, pictures)
      : undefined
  return (
    <button
      type="button"
      className={classes.piece}
      data-at={written}
      data-cut={piece.isCut}
      data-several={piece.count > 1}
      tabIndex={isFocusable ? 0 : -1}
      style={
        {
          left: `${piece.left * 100}%`,
          width: `${piece.width * 100}%`,
          '--lane': piece.lane,
          ...(volume === null ? {} : { '--volume': volume }),
        } as CSSProperties
      }
    >
      {volume !== null && <span className={classes.volume} />}
      {picture?.file_id != null && picture.kind === 'photo' && (
        <img className={classes.piecePicture} src={thumbnailUrl(picture.file_id, 160)} alt="" loading="lazy" />
      )}
      <VisuallyHidden>{t(`timeline.track.${trackKind(row.type)}`)}, </VisuallyHidden>
      <span className={classes.pieceText}>
        {label}
        {volume !== null && <span className={classes.volumeText}>{formatShare(volume)}</span>}
      </span>
      <VisuallyHidden>
        , {formatTimecode(piece.startMs)}–{formatTimecode(piece.endMs)}
      </VisuallyHidden>
    </button>
  )
}
