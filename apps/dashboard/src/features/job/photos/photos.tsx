import { Text, Tooltip, UnstyledButton } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconAlertCircle, IconClock, IconExternalLink, IconUpload } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../ui/page.tsx'
import { outsideLink } from '../names.ts'
import { useJobSearch } from '../use-job-search.ts'
import { Lightbox } from './lightbox.tsx'
import classes from './photos.module.css'
import { type Picture, picturesOf } from './pictures.ts'
import { Thumbnail } from './thumbnail.tsx'
import { usePictureName } from './use-picture-name.ts'

/** What the first step works with; the lightbox goes on through those of the others. */
export function Photos({ job }: { readonly job: Job }) {
  const { t } = useTranslation('job')
  const { t: common } = useTranslation()
  const pictures = useMemo(() => picturesOf(job.steps), [job.steps])
  const first = pictures.filter(({ stepIndex }) => stepIndex === 0)
  return (
    <Section title={t('photos.title')} hint={common('photos', { count: first.length })}>
      <PictureGrid pictures={first} />
      <Lightbox pictures={pictures} />
    </Section>
  )
}

export function PictureGrid({ pictures }: { readonly pictures: readonly Picture[] }) {
  const { t } = useTranslation('job')
  if (pictures.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('photos.none')}
      </Text>
    )
  return (
    <ul className={classes.grid}>
      {pictures.map((picture) => (
        <PictureCard key={picture.place} picture={picture} />
      ))}
    </ul>
  )
}

const SIGNS = { pending: IconClock, uploading: IconUpload, failed: IconAlertCircle }

function PictureCard({ picture }: { readonly picture: Picture }) {
  const { t } = useTranslation('job')
  const { change } = useJobSearch()
  const name = usePictureName(picture)
  const source = outsideLink(picture.source_url)
  const status = t(`photos.status.${picture.status}`)
  const Sign = picture.status === 'uploaded' ? null : SIGNS[picture.status]
  return (
    <li className={classes.card}>
      <UnstyledButton
        className={classes.open}
        aria-label={`${t('photos.open', { name })}${Sign === null ? '' : `, ${status}`}`}
        onClick={() => change({ photo: picture.place }, 'push')}
      >
        <Thumbnail picture={picture} size={320} name="" />
        {Sign !== null && (
          <span className={classes.status} data-status={picture.status}>
            <Sign size={14} aria-hidden /> {status}
          </span>
        )}
      </UnstyledButton>
      <span className={classes.name}>
        <span className={classes.nameText} title={name}>
          {name}
        </span>
        {source !== null && (
          <Tooltip label={source} multiline maw={320}>
            <a
              className={classes.source}
              href={source}
              target="_blank"
              rel="noreferrer noopener"
              aria-label={t('photos.source', { name })}
            >
              <IconExternalLink size={14} />
            </a>
          </Tooltip>
        )}
      </span>
    </li>
  )
}
