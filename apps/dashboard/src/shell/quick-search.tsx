import { Loader, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type LinkProps, useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { quickSearchQuery } from '../api/jobs.ts'
import { Failure } from '../ui/failure.tsx'
import { QuickResults } from './quick-results.tsx'
import classes from './quick-search.module.css'

const TYPING_PAUSE_MS = 180
const MAX_QUERY_CHARS = 200

/** Finds jobs and batches as somebody types. Arrow keys choose, Enter goes there, or to all jobs that match. */
export default function QuickSearch({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="10vh"
      aria-label={t('search')}
    >
      <Finder onClose={onClose} />
    </Modal>
  )
}

function Finder({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const text = typed.trim()
  const [asked] = useDebouncedValue(text, TYPING_PAUSE_MS)
  // what is outdated is canceled: nobody looks at it any more
  const found = useQuery(quickSearchQuery(text === '' ? '' : asked))
  const data = text === '' ? undefined : found.data

  const entries = [
    { id: 'all', link: { to: '/jobs', search: { q: text } } },
    ...(data?.batches ?? []).map(({ id }) => ({ id, link: { to: '/batches/$batchId', params: { batchId: id } } })),
    ...(data?.jobs ?? []).map(({ id }) => ({ id, link: { to: '/jobs/$jobId', params: { jobId: id } } })),
  ] satisfies { id: string; link: LinkProps }[]
  const current = entries[Math.min(chosen, entries.length - 1)]

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.nativeEvent.isComposing || text === '') return
    if (step !== undefined) {
      event.preventDefault()
      setChosen((Math.min(chosen, entries.length - 1) + step + entries.length) % entries.length)
    } else if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      onClose()
      void navigate(current.link)
    }
  }
  const optionIdOf = (id: string): string => `${listId}-${id}`
  const isOpen = text !== ''
  return (
    <>
      <TextInput
        autoFocus
        data-autofocus
        size="md"
        variant="unstyled"
        classNames={{ input: classes.input }}
        leftSection={<IconSearch size={18} stroke={1.6} />}
        rightSection={found.isFetching && isOpen ? <Loader size="xs" aria-label={t('searching')} /> : null}
        role="combobox"
        aria-label={t('search')}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && current !== undefined ? optionIdOf(current.id) : undefined}
        placeholder={t('searchPlaceholder')}
        maxLength={MAX_QUERY_CHARS}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      {isOpen && found.error !== null && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {isOpen && (
        <QuickResults
          listId={listId}
          text={text}
          found={data}
          currentId={current?.id ?? 'all'}
          optionIdOf={optionIdOf}
          onClose={onClose}
        />
      )}
    </>
  )
}
