import { AppShell, Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../api/session.ts'
import { SignInPage } from '../features/sign-in/sign-in-page.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { ConnectionBanner, LiveState } from './live-state.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { SandboxMark } from './sandbox-mark.tsx'
import { SearchBox } from './search-box.tsx'
import classes from './shell.module.css'
import { UserMenu } from './user-menu.tsx'

/** Around every page. Without a session there is the way to get one, at whatever address. */
export function Shell() {
  const session = useQuery(sessionQuery)
  return (
    <Loaded query={session} skeleton={null}>
      {(signedIn) => (signedIn === null ? <SignInPage /> : <Frame />)}
    </Loaded>
  )
}

function Frame() {
  const { t } = useTranslation('shell')
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever went somewhere has done with the menu
  useEffect(close, [pathname, close])
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group gap="sm" wrap="nowrap">
          <Burger
            opened={isOpen}
            onClick={toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={t('menu')}
            aria-expanded={isOpen}
          />
          <Logo />
          <SandboxMark />
        </Group>
        <Group gap="xs" wrap="nowrap">
          <SearchBox />
          <LiveState />
          <UserMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}
