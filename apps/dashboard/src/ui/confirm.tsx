import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Asks before something that costs or cannot be taken back. */
export function Confirm({
  isOpen,
  title,
  children,
  action,
  isDangerous = false,
  isBusy = false,
  isReady = true,
  onConfirm,
  onClose,
}: {
  readonly isOpen: boolean
  readonly title: string
  /** What will happen, and what it costs. */
  readonly children: ReactNode
  /** What the button says: what will be done, not "OK". */
  readonly action: string
  readonly isDangerous?: boolean
  readonly isBusy?: boolean
  /** False while what it costs is not known yet. */
  readonly isReady?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('back')}
          </Button>
          <Button {...(isDangerous ? { color: 'red.8' } : {})} loading={isBusy} disabled={!isReady} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
