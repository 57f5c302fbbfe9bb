import { ActionIcon, Box, RingProgress, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconLink, IconMovie, IconPhoto, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { thumbnailUrl } from '../../api/files.ts'
import { formatShare } from '../../ui/format.ts'
import { isPicture } from './check-file.ts'
import type { Composed, Composer } from './composer.ts'
import type { Media } from './draft.ts'
import classes from './new-batch.module.css'
import type { Upload } from './uploads.ts'

/** A photo of a job: what it looks like, and how far its upload has come. */
export function Thumb({
  item,
  find,
  composer,
  fault,
}: {
  readonly item: Media
  readonly find: Composed['find']
  readonly composer: Composer
  readonly fault: string | null
}) {
  const upload = find.uploadOf(item)
  const name = find.nameOf(item)
  const problem = upload?.failure ?? fault
  return (
    <Tooltip label={problem === null ? name : `${name}: ${problem}`} multiline maw={320}>
      <Box className={classes.thumb} data-bad={problem !== null || undefined}>
        <Picture key={upload?.state ?? ''} item={item} upload={upload} name={name} composer={composer} />
        {upload !== null && <UploadMark upload={upload} composer={composer} />}
        {upload === null && fault !== null && <IconAlertTriangle className={classes.mark} size={16} aria-hidden />}
      </Box>
    </Tooltip>
  )
}

function Picture({
  item,
  upload,
  name,
  composer,
}: {
  readonly item: Media
  readonly upload: Upload | null
  readonly name: string
  readonly composer: Composer
}) {
  const { t } = useTranslation('newBatch')
  const [isBroken, setBroken] = useState(false)
  if (item.kind === 'url') return <IconLink size={20} role="img" aria-label={name} />
  const fileId = item.kind === 'file' ? item.fileId : (upload?.fileId ?? null)
  const canBeShown = !isBroken && (item.kind === 'file' || isPicture(name))
  const source = fileId === null ? upload && composer.previewOf(upload.key) : thumbnailUrl(fileId, 160)
  if (canBeShown && source !== null)
    return <img src={source} alt={name} decoding="async" onError={() => setBroken(true)} />
  const Shape = isPicture(name) ? IconPhoto : IconMovie
  return <Shape size={20} role="img" aria-label={`${name}: ${t('jobs.noPreview')}`} />
}

function UploadMark({ upload, composer }: { readonly upload: Upload; readonly composer: Composer }) {
  const { t } = useTranslation('newBatch')
  if (upload.state === 'waiting' || upload.state === 'sending') {
    const label =
      upload.state === 'waiting' ? t('jobs.waiting') : t('jobs.uploading', { share: formatShare(upload.share) })
    return (
      <span className={classes.veil} role="img" aria-label={label}>
        <RingProgress
          size={32}
          thickness={4}
          sections={[{ value: upload.share * 100, color: 'ocean.4' }]}
          aria-hidden
        />
      </span>
    )
  }
  if (upload.state !== 'failed') return null
  return (
    <span className={classes.veil}>
      <ActionIcon
        variant="white"
        color="dark"
        size="sm"
        aria-label={`${t('jobs.retry')}: ${upload.path}`}
        onClick={() => composer.retry([upload.key])}
      >
        <IconRefresh size={14} />
      </ActionIcon>
    </span>
  )
}
