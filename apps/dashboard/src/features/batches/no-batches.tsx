import { Button } from '@mantine/core'
import { IconFilterOff, IconStack2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/empty-state.tsx'

export function NoBatches({ isFiltered, action }: { readonly isFiltered: boolean; readonly action: ReactNode }) {
  const { t } = useTranslation('batches')
  if (!isFiltered) return <EmptyState icon={IconStack2} title={t('noneTitle')} text={t('noneText')} action={action} />
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('noMatchTitle')}
      text={t('noMatchText')}
      action={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/batches" search={{}} />}>
          {t('clearFilters')}
        </Button>
      }
    />
  )
}
