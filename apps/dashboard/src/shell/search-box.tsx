import { ActionIcon, Tooltip } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/session.ts'

export function SearchBox() {
  const { t } = useTranslation('shell')
  if (!useMay('jobs:read')) return null
  return (
    <Tooltip label={t('search')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('search')}
        renderRoot={(props) => <Link {...props} to="/jobs" />}
      >
        <IconSearch size={20} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}
