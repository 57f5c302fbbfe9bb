import { Button, Text } from '@mantine/core'
import type { Job } from '@nemo-batch/sdk'
import { IconDownload } from '@tabler/icons-react'
import { type CSSProperties, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contentUrl } from '../../../api/files.ts'
import { Copy } from '../../../ui/copy.tsx'
import { formatBytes, formatDuration } from '../../../ui/format.ts'
import { Section } from '../../../ui/page.tsx'
import { nameOf } from '../names.ts'
import type { Shown } from '../shown-step.ts'
import { StepChooser } from '../steps/step-chooser.tsx'
import { Awaited, useUnderway } from './awaited.tsx'
import classes from './player.module.css'

type Video = NonNullable<Job['video']>

/** The finished video, or how far it is, in a frame that stays as it is. */
export function Player({
  job,
  shown: { step, videoStep },
  onVideo,
}: {
  readonly job: Job
  readonly shown: Shown
  readonly onVideo: (video: HTMLVideoElement | null) => void
}) {
  const { t } = useTranslation('job')
  const underway = useUnderway(job)
  const video = videoStep?.video ?? null
  const rendered = job.steps.filter((one) => one.video !== null)
  const isEarlier = videoStep !== undefined && step !== undefined && videoStep.index !== step.index
  return (
    <Section
      title={t('video.title')}
      actions={
        rendered.length > 1 && <StepChooser label={t('video.choose')} steps={rendered} chosen={videoStep?.index} />
      }
    >
      <div className={classes.stage} style={ratioOf(video ?? job.video)}>
        {video === null || videoStep === undefined ? (
          <Awaited job={job} />
        ) : (
          <Playing key={video.file_id} video={video} stepIndex={videoStep.index} onVideo={onVideo} />
        )}
      </div>
      <div className={classes.below}>
        {video === null ? (
          <Text size="sm" c="dimmed">
            {underway ?? t(job.status === 'failed' || job.status === 'canceled' ? 'video.failed' : 'video.notYet')}
          </Text>
        ) : (
          <>
            <VideoFacts video={video} />
            <Button
              component="a"
              href={contentUrl(video.file_id)}
              download={downloadName(job, videoStep?.index ?? 0, rendered.length)}
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
            >
              {t('video.download')}
            </Button>
            {(isEarlier || underway !== null) && (
              <Text size="sm" c="dimmed" w="100%">
                {[isEarlier ? t('video.earlier', { step: videoStep.index + 1 }) : null, underway]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </Text>
            )}
          </>
        )}
      </div>
    </Section>
  )
}

function Playing({
  video,
  stepIndex,
  onVideo,
}: {
  readonly video: Video
  readonly stepIndex: number
  readonly onVideo: (video: HTMLVideoElement | null) => void
}) {
  const { t } = useTranslation('job')
  const [isBroken, setBroken] = useState(false)
  if (isBroken)
    return (
      <Text size="sm" p="md" ta="center" role="alert">
        {t('video.broken')}
      </Text>
    )
  return (
    // biome-ignore lint/a11y/useMediaCaption: what is said in it stands in the timeline below
    <video
      ref={onVideo}
      className={classes.video}
      src={contentUrl(video.file_id)}
      controls
      preload="metadata"
      playsInline
      aria-label={t('video.of', { step: stepIndex + 1 })}
      onError={() => setBroken(true)}
    />
  )
}

function VideoFacts({ video }: { readonly video: Video }) {
  const { t } = useTranslation('job')
  return (
    <dl className={classes.facts}>
      {video.duration_ms !== null && (
        <VideoFact name={t('video.length')}>{formatDuration(video.duration_ms)}</VideoFact>
      )}
      {video.width !== null && video.height !== null && (
        <VideoFact name={t('video.pixels')}>{`${video.width} × ${video.height} px`}</VideoFact>
      )}
      <VideoFact name={t('video.size')}>{formatBytes(video.bytes)}</VideoFact>
      <VideoFact name={t('video.checksum')}>
        <code title={video.sha256}>{video.sha256.slice(0, 10)}…</code>
        <Copy value={video.sha256} label={t('video.copyChecksum')} />
      </VideoFact>
    </dl>
  )
}

const VideoFact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd className="tabular">{children}</dd>
  </div>
)

/** Before anything is known it is taken for upright, as most are. */
const ratioOf = (video: Video | null): CSSProperties =>
  ({ '--ratio': video?.width && video.height ? video.width / video.height : 9 / 16 }) as CSSProperties

const downloadName = (job: Job, stepIndex: number, count: number): string => {
  const name = (nameOf(job) ?? job.id).replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80)
  return `${name}${count > 1 ? `-step-${stepIndex + 1}` : ''}.mp4`
}
