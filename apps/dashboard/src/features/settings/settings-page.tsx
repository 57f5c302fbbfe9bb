import { Tabs } from '@mantine/core'
import { Navigate, useNavigate, useParams } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { Page } from '../../ui/page.tsx'
import { Accounts } from './accounts.tsx'
import { AuditLog } from './audit-log.tsx'
import { Keys } from './keys.tsx'
import { Projects } from './projects.tsx'
import { isPart, PARTS, type Part } from './search.ts'
import { SystemPart } from './system.tsx'

const SHOWN: Record<Part, ComponentType> = {
  keys: Keys,
  projects: Projects,
  accounts: Accounts,
  'audit-log': AuditLog,
  system: SystemPart,
}

/** All but the system itself is for keys with the scope `admin`; others see no trace of it. */
export default function SettingsPage() {
  const { t } = useTranslation('settings')
  const isAdmin = useMay('admin')
  const navigate = useNavigate()
  const { part = '' } = useParams({ strict: false })
  const seen = isAdmin ? PARTS : (['system'] as const)
  const shown = isPart(part) && seen.some((name) => name === part) ? part : null
  if (shown === null) return <Navigate to="/settings/$part" params={{ part: seen[0] }} replace />
  const Shown = SHOWN[shown]
  return (
    <Page title={t('title')}>
      <Tabs
        value={shown}
        onChange={(name) => void navigate({ to: '/settings/$part', params: { part: name ?? seen[0] } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {seen.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`parts.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown}>
          <Shown />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
