import { Button, Group, Modal, NumberInput, PasswordInput, Stack, TextInput } from '@mantine/core'
import type { Account } from '@nemo-batch/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/client.ts'
import { useAct } from '../../ui/act.ts'

const DEFAULT_SLOTS = 8

/** @param account null: a new one */
export function AccountForm({
  account,
  isOpen,
  onClose,
}: {
  readonly account: Account | null
  readonly isOpen: boolean
  readonly onClose: () => void
}) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation()
  const [name, setName] = useState(account?.name ?? '')
  const [token, setToken] = useState('')
  const [slots, setSlots] = useState<number | string>(account?.max_active_jobs ?? DEFAULT_SLOTS)
  const isTokenKind = account === null || account.kind === 'token'
  const save = useAct({
    mutationFn: () => {
      const said = {
        name: name.trim(),
        max_active_jobs: Number(slots),
        ...(token.trim() === '' ? {} : { token: token.trim() }),
      }
      return account === null ? client.accounts.create(said) : client.accounts.update(account.id, said)
    },
    onSuccess: onClose,
  })
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={account === null ? t('accounts.add') : t('accounts.change')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Stack>
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            required
          />
          {isTokenKind && (
            <PasswordInput
              label={t('accounts.token')}
              description={account === null ? t('accounts.tokenHint') : t('accounts.newTokenHint')}
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
            />
          )}
          <NumberInput
            label={t('accounts.slots')}
            description={t('accounts.slotsHint')}
            value={slots}
            onChange={setSlots}
            min={1}
            max={10_000}
            allowDecimal={false}
            required
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || slots === ''}>
              {common('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
