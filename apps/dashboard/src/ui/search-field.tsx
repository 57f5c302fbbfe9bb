import { CloseButton, TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const TYPING_PAUSE_MS = 250

/** What is looked for, told when somebody has stopped typing. It follows the address when that changes otherwise. */
export function SearchField({
  value,
  onSearch,
  ...props
}: Omit<TextInputProps, 'value' | 'onChange'> & {
  readonly value: string
  readonly onSearch: (value: string) => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(value)
  const [told, setTold] = useState(value)
  const [seen, setSeen] = useState(value)
  const tell = useDebouncedCallback((text: string) => {
    setTold(text)
    onSearch(text)
  }, TYPING_PAUSE_MS)
  if (value !== seen) {
    setSeen(value)
    // what was told comes back by the address, while more may have been typed
    if (value !== told) {
      setTold(value)
      setTyped(value)
    }
  }
  const change = (text: string): void => {
    setTyped(text)
    tell(text.trim())
  }
  return (
    <TextInput
      type="search"
      leftSection={<IconSearch size={16} stroke={1.6} />}
      rightSection={
        typed === '' ? null : <CloseButton size="sm" aria-label={t('clear')} onClick={() => change('')} tabIndex={0} />
      }
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      {...props}
    />
  )
}
