import { Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core'
import type { Account } from '@nemo-batch/sdk'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accountsQuery } from '../../api/accounts.ts'
import { client } from '../../api/client.ts'
import { useAct } from '../../ui/act.ts'
import { Card } from '../../ui/card.tsx'
import { Id } from '../../ui/copy.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Pill } from '../../ui/status.tsx'
import { Time } from '../../ui/time.tsx'
import { AccountForm } from './account-form.tsx'
import { BlockedAccount } from './blocked-account.tsx'

export function Accounts() {
  const { t } = useTranslation('settings')
  const accounts = useQuery(accountsQuery)
  const [edited, setEdited] = useState<Account | 'new' | null>(null)
  return (
    <Section
      title={t('parts.accounts')}
      hint={t('accounts.hint')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
          {t('accounts.add')}
        </Button>
      }
    >
      <Loaded query={accounts} skeleton={<Skeleton h={200} />}>
        {(all) => (
          <Stack>
            {all.map((account) => (
              <AccountCard key={account.id} account={account} onEdit={() => setEdited(account)} />
            ))}
          </Stack>
        )}
      </Loaded>
      <AccountForm
        key={edited === null || edited === 'new' ? edited : edited.id}
        account={edited === 'new' ? null : edited}
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
      />
    </Section>
  )
}

function AccountCard({ account, onEdit }: { readonly account: Account; readonly onEdit: () => void }) {
  const { t } = useTranslation('settings')
  const refresh = useAct({ mutationFn: () => client.accounts.refresh(account.id) })
  const { credits } = account
  return (
    <Card>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Text fw={600}>{account.name}</Text>
            <Pill tone={account.status === 'ok' ? 'ok' : 'bad'}>{t(`accounts.status.${account.status}`)}</Pill>
            <Text size="sm" c="dimmed">
              {t(`accounts.kinds.${account.kind}`)}
            </Text>
          </Group>
          <Group gap="xs">
            <Button size="xs" variant="default" loading={refresh.isPending} onClick={() => refresh.mutate()}>
              {t('accounts.refresh')}
            </Button>
            <Button size="xs" variant="default" onClick={onEdit}>
              {t('accounts.change')}
            </Button>
          </Group>
        </Group>
        {account.blocked !== null && <BlockedAccount id={account.id} blocked={account.blocked} />}
        <Group gap="xl" align="flex-start">
          <Fact label={t('accounts.available')}>{countOr(credits.available)}</Fact>
          <Fact label={t('accounts.frozen')}>{countOr(credits.frozen)}</Fact>
          <Fact label={t('accounts.total')}>{countOr(credits.total)}</Fact>
          <Fact label={t('accounts.checked')}>
            <Time at={credits.checked_at} />
          </Fact>
          {account.expires_at !== null && (
            <Fact label={t('accounts.expires')}>
              <Time at={account.expires_at} />
            </Fact>
          )}
          <Fact label={t('accounts.slots')}>
            {t('accounts.slotsTaken', { taken: account.active_jobs, all: account.max_active_jobs })}
            <Progress
              mt={4}
              w={140}
              value={(100 * account.active_jobs) / account.max_active_jobs}
              aria-label={t('accounts.slots')}
            />
          </Fact>
        </Group>
        <Id id={account.id} />
      </Stack>
    </Card>
  )
}

const Fact = ({ label, children }: { readonly label: string; readonly children: React.ReactNode }) => (
  <div>
    <Text size="xs" c="dimmed">
      {label}
    </Text>
    <Text component="div" className="tabular" fw={500}>
      {children}
    </Text>
  </div>
)

const countOr = (count: number | null): string => (count === null ? '–' : formatCount(count))
