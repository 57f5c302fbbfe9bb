import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../ui/empty-state.tsx'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={IconMapOff}
      title={t('notFoundTitle')}
      text={t('notFoundText')}
      action={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/" />}>
          {t('toOverview')}
        </Button>
      }
    />
  )
}
