import { Button } from '@mantine/core'
import { IconFilterOff, IconMovie } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'

export function NoJobs({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useTranslation('jobs')
  if (!isFiltered) return <EmptyState icon={IconMovie} title={t('noneTitle')} text={t('noneText')} />
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('noMatchTitle')}
      text={t('noMatchText')}
      action={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/jobs" search={{}} />}>
          {t('clearFilters')}
        </Button>
      }
    />
  )
}
