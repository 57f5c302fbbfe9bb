import { Stack, Text, ThemeIcon } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Span } from '../../ui/span.ts'

/** Good news. */
export function NothingFailed({ span, isOneBatch }: { readonly span: Span; readonly isOneBatch: boolean }) {
  const { t } = useTranslation('errors')
  return (
    <Stack align="center" gap="xs" py={64} px="md" ta="center" role="status">
      <ThemeIcon size={56} radius="xl" variant="light" color="green" c="var(--nb-ok)" aria-hidden>
        <IconCheck size={30} stroke={2} />
      </ThemeIcon>
      <Text fw={600} size="lg">
        {t('nothingTitle')}
      </Text>
      <Text size="sm" c="dimmed">
        {t(isOneBatch ? 'nothingOfBatch' : 'nothingText', { span: t(`nothing.${span}`) })}
      </Text>
    </Stack>
  )
}
