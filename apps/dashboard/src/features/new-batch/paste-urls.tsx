import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readUrls } from './read-urls.ts'

export function PasteUrls({
  isOpen,
  onClose,
  onAdd,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onAdd: (lines: readonly (readonly string[])[]) => void
}) {
  const { t } = useTranslation(['newBatch', 'common'])
  const [text, setText] = useState('')
  const lines = readUrls(text)
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('add.pasteUrls')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Textarea
          label={t('add.urlsLabel')}
          description={t('add.urlsHint')}
          placeholder={
            'https://shop.example/1042-front.jpg https://shop.example/1042-back.jpg\nhttps://shop.example/1043.jpg'
          }
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={6}
          maxRows={16}
          ff="monospace"
          data-autofocus
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            disabled={lines.length === 0}
            onClick={() => {
              onAdd(lines)
              setText('')
              onClose()
            }}
          >
            {t('add.addUrls', { count: lines.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
