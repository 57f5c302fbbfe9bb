import { NavLink, Stack } from '@mantine/core'
import {
  type Icon,
  IconAlertTriangle,
  IconApi,
  IconLayoutDashboard,
  IconMovie,
  IconSettings,
  IconStack2,
  IconWebhook,
} from '@tabler/icons-react'
import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type Scope, useMay } from '../api/session.ts'

export function Navigation() {
  const { t } = useTranslation('shell')
  return (
    <Stack component="nav" gap={2} h="100%" aria-label={t('navigation')}>
      <Entry to="/" icon={IconLayoutDashboard} label={t('overview')} scope="jobs:read" isExact />
      <Entry to="/batches" icon={IconStack2} label={t('batches')} scope="jobs:read" />
      <Entry to="/jobs" icon={IconMovie} label={t('jobs')} scope="jobs:read" />
      <Entry to="/errors" icon={IconAlertTriangle} label={t('errors')} scope="jobs:read" />
      <Entry to="/webhooks" icon={IconWebhook} label={t('webhooks')} scope="webhooks" />
      <Entry to="/settings" icon={IconSettings} label={t('settings')} />
      <NavLink
        mt="auto"
        href="/docs"
        target="_blank"
        rel="noreferrer"
        label={t('apiDocs')}
        leftSection={<IconApi size={18} stroke={1.6} />}
      />
    </Stack>
  )
}

type EntryProps = {
  readonly to: NonNullable<LinkProps['to']>
  readonly icon: Icon
  readonly label: string
  /** What a key must be allowed to, to see it. */
  readonly scope?: Scope
  readonly isExact?: boolean
}

function Entry({ scope, ...entry }: EntryProps) {
  return scope === undefined ? <EntryLink {...entry} /> : <ScopedEntry scope={scope} {...entry} />
}

function ScopedEntry({ scope, ...entry }: EntryProps & { readonly scope: Scope }) {
  return useMay(scope) ? <EntryLink {...entry} /> : null
}

function EntryLink({ to, icon: Shape, label, isExact = false }: Omit<EntryProps, 'scope'>) {
  const { pathname } = useLocation()
  const isHere = isExact ? pathname === to : pathname === to || pathname.startsWith(`${to}/`)
  return (
    <NavLink
      label={label}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
      leftSection={<Shape size={18} stroke={1.6} />}
      style={{ borderRadius: 'var(--mantine-radius-md)' }}
      renderRoot={(props) => <Link {...props} to={to} />}
    />
  )
}
