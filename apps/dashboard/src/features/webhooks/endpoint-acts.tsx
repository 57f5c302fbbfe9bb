import { ActionIcon, Button, Menu } from '@mantine/core'
import type { WebhookDelivery, WebhookEndpoint } from '@nemo-batch/sdk'
import { IconDots, IconHistory, IconKey, IconPencil, IconSend, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeEndpoint, deleteEndpoint, showEndpoint, testEndpoint } from '../../api/webhooks.ts'
import { useAct } from '../../ui/act.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { type EndpointFields, EndpointForm } from './endpoint-form.tsx'
import { Recover } from './recover.tsx'
import { RotateSecret } from './rotate-secret.tsx'

type Asked = 'edit' | 'disable' | 'rotate' | 'recover' | 'delete' | null

/** What can be done with an endpoint. */
export function EndpointActs({
  endpoint,
  onTested,
}: {
  readonly endpoint: WebhookEndpoint
  readonly onTested: (delivery: WebhookDelivery) => void
}) {
  const { t } = useTranslation('webhooks')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [asked, setAsked] = useState<Asked>(null)
  const close = (): void => setAsked(null)
  const test = useAct({ mutationFn: () => testEndpoint(endpoint.id), onSuccess: onTested })
  const enable = useAct({
    mutationFn: (enabled: boolean) => changeEndpoint(endpoint.id, { enabled }),
    done: ({ enabled }) => (enabled ? t('acts.enabled') : t('acts.disabled')),
    onSuccess: (changed) => {
      showEndpoint(queries, changed)
      close()
    },
  })
  const edit = useAct({
    mutationFn: (fields: EndpointFields) => changeEndpoint(endpoint.id, fields),
    done: () => t('form.saved'),
    onSuccess: (changed) => {
      showEndpoint(queries, changed)
      close()
    },
  })
  const remove = useAct({
    mutationFn: () => deleteEndpoint(endpoint.id),
    done: () => t('acts.deleted'),
    onSuccess: () => void navigate({ to: '/webhooks' }),
  })
  return (
    <>
      {endpoint.enabled ? (
        <Button leftSection={<IconSend size={16} />} loading={test.isPending} onClick={() => test.mutate()}>
          {t('acts.test')}
        </Button>
      ) : (
        <Button loading={enable.isPending} onClick={() => enable.mutate(true)}>
          {t('acts.enable')}
        </Button>
      )}
      <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setAsked('edit')}>
        {t('acts.edit')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('acts.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {endpoint.enabled && (
            <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => setAsked('recover')}>
              {t('acts.recover')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setAsked('rotate')}>
            {t('acts.rotate')}
          </Menu.Item>
          {endpoint.enabled && <Menu.Item onClick={() => setAsked('disable')}>{t('acts.disable')}</Menu.Item>}
          <Menu.Divider />
          <Menu.Item c="var(--nb-bad)" leftSection={<IconTrash size={16} />} onClick={() => setAsked('delete')}>
            {t('acts.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'edit' && (
        <EndpointForm
          endpoint={endpoint}
          isBusy={edit.isPending}
          error={edit.error}
          onSend={edit.mutate}
          onClose={close}
        />
      )}
      {asked === 'recover' && <Recover endpoint={endpoint} onClose={close} />}
      <RotateSecret endpoint={endpoint} isOpen={asked === 'rotate'} onClose={close} />
      <Confirm
        isOpen={asked === 'disable'}
        title={t('acts.disableTitle')}
        action={t('acts.disable')}
        isDangerous
        isBusy={enable.isPending}
        onConfirm={() => enable.mutate(false)}
        onClose={close}
      >
        {t('acts.disableText')}
      </Confirm>
      <Confirm
        isOpen={asked === 'delete'}
        title={t('acts.deleteTitle')}
        action={t('acts.delete')}
        isDangerous
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        {t('acts.deleteText')}
      </Confirm>
    </>
  )
}
