import { Alert, Button, Stack, Text } from '@mantine/core'
import { ApiError, NotFoundError, PermissionError } from '@nemo-batch/sdk'
import { IconAlertTriangle, IconLock, IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './empty-state.tsx'

/** What the service said to a request that failed, in its own words, and its id for whoever looks into the log. */
export function describeFailure(error: unknown): { readonly message: string; readonly requestId: string | null } {
  const message = error instanceof Error ? error.message : String(error)
  return { message, requestId: error instanceof ApiError ? error.requestId : null }
}

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation()
  if (error instanceof NotFoundError)
    return <EmptyState icon={IconMapOff} title={t('notFoundTitle')} text={t('notFoundText')} />
  const { message, requestId } = describeFailure(error)
  if (error instanceof PermissionError) return <EmptyState icon={IconLock} title={message} />
  return (
    <Alert color="red" variant="outline" icon={<IconAlertTriangle />} title={t('failedTitle')} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{message}</Text>
        {requestId !== null && (
          <Text size="xs" c="dimmed" ff="monospace">
            {t('requestId', { id: requestId })}
          </Text>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
