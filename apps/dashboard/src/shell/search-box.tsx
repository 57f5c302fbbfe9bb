import { Kbd, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../api/session.ts'
import classes from './search-box.module.css'

const load = () => import('./quick-search.tsx')
const QuickSearch = lazy(load)

export function SearchBox() {
  return useMay('jobs:read') ? <SearchButton /> : null
}

/** Looks like a field, and opens one; so do `/` and Ctrl or Command with K. */
function SearchButton() {
  const { t } = useTranslation('shell')
  const [isOpen, { open, close }] = useDisclosure(false)
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen && !wasOpen) setWasOpen(true)
  // there before it is asked for, so that nothing that is typed at once is lost
  useEffect(() => void load(), [])
  useHotkeys([
    ['/', open],
    ['mod+K', open],
  ])
  return (
    <>
      <UnstyledButton
        className={classes.box}
        onClick={open}
        aria-label={t('search')}
        aria-haspopup="dialog"
        aria-keyshortcuts="/"
      >
        <IconSearch size={18} stroke={1.6} aria-hidden />
        <span className={classes.text}>{t('search')}</span>
        <Kbd className={classes.key} size="xs" aria-hidden>
          /
        </Kbd>
      </UnstyledButton>
      {wasOpen && (
        <Suspense>
          <QuickSearch isOpen={isOpen} onClose={close} />
        </Suspense>
      )}
    </>
  )
}
