import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './job.module.css'

export function JobSkeleton() {
  const { t } = useTranslation()
  return (
    <Stack gap="lg" role="status" aria-label={t('loading')}>
      <Skeleton h={56} maw={420} />
      <Skeleton h={30} />
      <div className={classes.top}>
        <Skeleton h={280} mt={34} />
        <Skeleton h="var(--stage-height)" mt={34} />
        <Skeleton h={420} mt={34} />
      </div>
      <Skeleton h={220} />
      <div className={classes.bottom}>
        <Skeleton h={320} />
        <Skeleton h={480} />
      </div>
    </Stack>
  )
}
