import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export function PendingPage() {
  const { t } = useTranslation()
  return (
    <Stack gap="lg" role="status" aria-label={t('loading')}>
      <Skeleton h={30} w={220} />
      <Skeleton h={120} />
      <Skeleton h={320} />
    </Stack>
  )
}
