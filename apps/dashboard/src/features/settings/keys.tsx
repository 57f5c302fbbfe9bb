import { Badge, Button, Group, Skeleton, Table, Text } from '@mantine/core'
import type { ApiKey } from '@nemo-batch/sdk'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiKeysQuery } from '../../api/api-keys.ts'
import { client } from '../../api/client.ts'
import { projectsQuery } from '../../api/projects.ts'
import { useAct } from '../../ui/act.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { NewKey } from './new-key.tsx'

export function Keys() {
  const { t } = useTranslation('settings')
  const keys = useQuery(apiKeysQuery)
  const [isMaking, setMaking] = useState(false)
  const [revoked, setRevoked] = useState<ApiKey | null>(null)
  const revoke = useAct({
    mutationFn: ({ id }: ApiKey) => client.apiKeys.revoke(id),
    done: (_answer, { name }) => t('keys.revoked', { name }),
    onSuccess: () => setRevoked(null),
  })
  return (
    <Section
      title={t('parts.keys')}
      hint={t('keys.hint')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
          {t('keys.make')}
        </Button>
      }
    >
      <Loaded query={keys} skeleton={<Skeleton h={220} />}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState icon={IconKey} title={t('keys.none')} text={t('keys.noneText')} />
          ) : (
            <KeyTable keys={all} onRevoke={setRevoked} />
          )
        }
      </Loaded>
      <NewKey isOpen={isMaking} onClose={() => setMaking(false)} />
      <Confirm
        isOpen={revoked !== null}
        title={t('keys.revokeTitle', { name: revoked?.name })}
        action={t('keys.revoke')}
        isDangerous
        isBusy={revoke.isPending}
        onConfirm={() => revoked !== null && revoke.mutate(revoked)}
        onClose={() => setRevoked(null)}
      >
        <Text size="sm">{t('keys.revokeText')}</Text>
      </Confirm>
    </Section>
  )
}

function KeyTable({ keys, onRevoke }: { readonly keys: readonly ApiKey[]; readonly onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation('settings')
  const { data: projects } = useQuery(projectsQuery)
  const projectName = (id: string): string => projects?.find((project) => project.id === id)?.name ?? id
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="sm" aria-label={t('parts.keys')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th>{t('keys.key')}</Table.Th>
            <Table.Th>{t('keys.scopes')}</Table.Th>
            <Table.Th>{t('project')}</Table.Th>
            <Table.Th>{t('keys.lastUsed')}</Table.Th>
            <Table.Th>{t('created')}</Table.Th>
            <Table.Th aria-label={t('acts')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                {key.name}
              </Table.Td>
              <Table.Td ff="monospace" fz="sm">
                {key.prefix}…
              </Table.Td>
              <Table.Td>
                <Group gap={4}>
                  {key.scopes.map((scope) => (
                    <Badge key={scope} variant="default" tt="none" fw={500}>
                      {scope}
                    </Badge>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{projectName(key.project_id)}</Table.Td>
              <Table.Td>
                <Time at={key.last_used_at} />
              </Table.Td>
              <Table.Td>
                <Time at={key.created_at} />
              </Table.Td>
              <Table.Td ta="right">
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => onRevoke(key)}
                  aria-label={t('keys.revokeNamed', { name: key.name })}
                >
                  {t('keys.revoke')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
