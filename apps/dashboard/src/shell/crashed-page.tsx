import { Button, Code } from '@mantine/core'
import { IconBug } from '@tabler/icons-react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/empty-state.tsx'

/** The rest of the dashboard goes on. A part of a newer version that is gone from the server is there after loading anew. */
export function CrashedPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={IconBug}
      title={t('crashedTitle')}
      text={t('crashedText')}
      action={
        <>
          <Code>{error instanceof Error ? error.message : String(error)}</Code>
          <Button variant="default" onClick={() => window.location.reload()}>
            {t('retry')}
          </Button>
        </>
      }
    />
  )
}
