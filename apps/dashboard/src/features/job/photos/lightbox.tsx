import { ActionIcon, Anchor, Modal, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { contentUrl, thumbnailUrl } from '../../../api/files.ts'
import { useJobSearch } from '../use-job-search.ts'
import classes from './photos.module.css'
import { isShownAsItIs, type Picture } from './pictures.ts'
import { Thumbnail } from './thumbnail.tsx'
import { usePictureName } from './use-picture-name.ts'

/** One of the photos, large; the arrow keys go on to the others. Which one stands in the address. */
export function Lightbox({ pictures }: { readonly pictures: readonly Picture[] }) {
  const { t } = useTranslation()
  const { search, change } = useJobSearch()
  const picture = search.photo === undefined ? undefined : pictures[search.photo]
  const close = () => change({ photo: undefined })
  return (
    <Modal
      opened={picture !== undefined}
      onClose={close}
      size="auto"
      centered
      title={picture === undefined ? '' : <PictureTitle picture={picture} />}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {picture !== undefined && <Large picture={picture} count={pictures.length} onGo={(photo) => change({ photo })} />}
    </Modal>
  )
}

function PictureTitle({ picture }: { readonly picture: Picture }) {
  const { t } = useTranslation('job')
  return (
    <>
      <Text span fw={600} style={{ overflowWrap: 'anywhere' }}>
        {usePictureName(picture)}
      </Text>{' '}
      <Text span size="sm" c="dimmed">
        {t('photos.ofStep', { step: picture.stepIndex + 1 })} · {t(`photos.status.${picture.status}`)}
      </Text>
    </>
  )
}

function Large({
  picture,
  count,
  onGo,
}: {
  readonly picture: Picture
  readonly count: number
  readonly onGo: (place: number) => void
}) {
  const { t } = useTranslation('job')
  const go = (by: number) => onGo((picture.place + by + count) % count)
  useHotkeys([
    ['ArrowLeft', () => go(-1)],
    ['ArrowRight', () => go(1)],
  ])
  return (
    <div className={classes.large}>
      <div className={classes.largeFrame}>
        <LargePicture key={picture.place} picture={picture} />
      </div>
      <div className={classes.largeBar}>
        <ActionIcon variant="default" onClick={() => go(-1)} aria-label={t('photos.previous')} disabled={count < 2}>
          <IconChevronLeft size={18} />
        </ActionIcon>
        <Text size="sm" c="dimmed" className="tabular" aria-live="polite">
          {t('photos.position', { n: picture.place + 1, count })}
        </Text>
        <ActionIcon variant="default" onClick={() => go(1)} aria-label={t('photos.next')} disabled={count < 2}>
          <IconChevronRight size={18} />
        </ActionIcon>
        {picture.file_id !== null && (
          <Anchor fz="sm" href={contentUrl(picture.file_id)} target="_blank" rel="noreferrer" ml="auto">
            {t('photos.original')}
          </Anchor>
        )}
      </div>
    </div>
  )
}

function LargePicture({ picture }: { readonly picture: Picture }) {
  const name = usePictureName(picture)
  const { file_id: fileId, kind } = picture
  if (fileId === null) return <Thumbnail picture={picture} size={640} name={name} />
  switch (kind) {
    case 'clip':
      // biome-ignore lint/a11y/useMediaCaption: nobody has captions of what a caller sent
      return <video className={classes.largeImage} src={contentUrl(fileId)} controls preload="metadata" />
    case 'sound':
      // biome-ignore lint/a11y/useMediaCaption: nobody has captions of what a caller sent
      return <audio src={contentUrl(fileId)} controls preload="metadata" />
    case 'photo':
      return (
        <img
          className={classes.largeImage}
          src={isShownAsItIs(picture) ? contentUrl(fileId) : thumbnailUrl(fileId, 640)}
          alt={name}
        />
      )
  }
}
