import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keysByRequest } from '../../api/new-key.ts'
import { createEndpoint, showEndpoint } from '../../api/webhooks.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { type EndpointFields, EndpointForm } from './endpoint-form.tsx'

/** Makes an endpoint, shows its secret this once, and goes on to it. */
export function NewEndpoint() {
  const { t } = useTranslation('webhooks')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [isOpen, { open, close }] = useDisclosure(false)
  const [keyOf] = useState(keysByRequest)
  const { mutate, isPending, error, data, reset } = useMutation({
    mutationFn: (fields: EndpointFields) => createEndpoint(fields, keyOf(fields)),
    onSuccess: ({ secret: _shownOnce, ...endpoint }) => {
      close()
      showEndpoint(queries, endpoint)
    },
  })
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('create')}
      </Button>
      {isOpen && (
        <EndpointForm
          endpoint={null}
          isBusy={isPending}
          error={error}
          onSend={mutate}
          onClose={() => {
            reset()
            close()
          }}
        />
      )}
      <SecretOnce
        title={t('secret.title')}
        hint={t('secret.hint')}
        secret={data?.secret ?? null}
        onClose={() => {
          if (data !== undefined)
            void navigate({ to: '/webhooks/endpoints/$endpointId', params: { endpointId: data.id } })
          reset()
        }}
      />
    </>
  )
}
