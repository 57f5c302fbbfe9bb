import { Alert, Anchor, Button, Group, Text } from '@mantine/core'
import type { Account } from '@nemo-batch/sdk'
import { IconHandStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/client.ts'
import { useAct } from '../../ui/act.ts'

/** Why nothing runs on an account, and how it goes on. */
export function BlockedAccount({
  id,
  blocked,
}: {
  readonly id: string
  readonly blocked: NonNullable<Account['blocked']>
}) {
  const { t } = useTranslation('settings')
  const { t: status } = useTranslation('status')
  const resume = useAct({ mutationFn: () => client.accounts.resume(id), done: () => t('accounts.resumed') })
  const link = blocked.action_url
  return (
    <Alert color="red" variant="outline" icon={<IconHandStop />} title={status(`blocked.${blocked.reason}`)}>
      <Text size="sm">{blocked.message}</Text>
      <Group mt="xs" gap="sm">
        <Button size="xs" loading={resume.isPending} onClick={() => resume.mutate()}>
          {t('accounts.resume')}
        </Button>
        {link !== null && /^https?:/.test(link) && (
          <Anchor size="sm" href={link} target="_blank" rel="noreferrer noopener">
            {t('accounts.act')}
          </Anchor>
        )}
      </Group>
    </Alert>
  )
}
