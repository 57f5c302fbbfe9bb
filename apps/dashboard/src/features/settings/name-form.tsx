import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export function NameForm({
  isOpen,
  title,
  name: nameBefore,
  isBusy,
  onSave,
  onClose,
}: {
  readonly isOpen: boolean
  readonly title: string
  readonly name: string
  readonly isBusy: boolean
  readonly onSave: (name: string) => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const { t: settings } = useTranslation('settings')
  const [name, setName] = useState(nameBefore)
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSave(name.trim())
        }}
      >
        <Stack>
          <TextInput
            label={settings('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            required
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={isBusy} disabled={name.trim() === '' || name.trim() === nameBefore}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
