import { Badge, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { systemQuery } from '../api/system.ts'

/** Nobody shall take a stand-in's videos for NemoVideo's. */
export function SandboxMark() {
  const { t } = useTranslation('shell')
  const { data: system } = useQuery(systemQuery)
  if (system?.sandbox !== true) return null
  return (
    <Tooltip label={t('sandboxHint')} multiline w={260}>
      <Badge variant="outline" color="yellow" c="var(--nb-warn)" tabIndex={0}>
        {t('sandbox')}
      </Badge>
    </Tooltip>
  )
}
