import { Anchor, Button, Group, SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core'
import type { System } from '@nemo-batch/sdk'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { systemQuery } from '../../api/system.ts'
import { Card } from '../../ui/card.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Pill } from '../../ui/status.tsx'
import { Elapsed, Time } from '../../ui/time.tsx'

export function SystemPart() {
  const system = useQuery(systemQuery)
  return (
    <Loaded query={system} skeleton={<Skeleton h={420} />}>
      {(read) => (
        <Stack gap="xl">
          <Facts system={read} />
          <Queues queues={read.queues} />
          {read.workers.list !== null && <Workers workers={read.workers.list} />}
        </Stack>
      )}
    </Loaded>
  )
}

function Facts({ system }: { readonly system: System }) {
  const { t } = useTranslation('settings')
  const { backends, nemo } = system
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 4 }} component="dl" m={0}>
      <Fact label={t('system.version')} value={system.version} />
      <Fact label={t('system.node')} value={system.node} />
      <Fact label={t('system.up')} value={<Elapsed from={system.started_at} to={null} />} />
      <Fact label={t('system.workers')} value={formatCount(system.workers.alive)} />
      <Fact label={t('system.database')} value={t(`system.databases.${backends.database}`)} />
      <Fact label={t('system.queue')} value={t(`system.queueKinds.${backends.queue}`)} />
      <Fact label={t('system.storage')} value={t(`system.storages.${backends.storage}`)} />
      <Fact label="NemoVideo" value={t(`system.nemo.${nemo.mode}`)} hint={nemo.api_url} />
    </SimpleGrid>
  )
}

const Fact = ({
  label,
  value,
  hint,
}: {
  readonly label: string
  readonly value: React.ReactNode
  readonly hint?: string
}) => (
  <Card>
    <Text component="dt" size="xs" c="dimmed">
      {label}
    </Text>
    <Text component="dd" m={0} fw={600}>
      {value}
    </Text>
    {hint !== undefined && (
      <Text component="dd" m={0} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {hint}
      </Text>
    )}
  </Card>
)

function Queues({ queues }: { readonly queues: System['queues'] }) {
  const { t } = useTranslation('settings')
  const isAdmin = useMay('admin')
  const names: Readonly<Record<string, string>> = {
    jobs: t('system.queueNames.jobs'),
    deliveries: t('system.queueNames.deliveries'),
  }
  return (
    <Section
      title={t('system.queues')}
      hint={t('system.queuesHint')}
      actions={
        isAdmin && (
          <Button
            component="a"
            href="/queues"
            target="_blank"
            rel="noreferrer"
            size="xs"
            variant="default"
            rightSection={<IconExternalLink size={14} />}
          >
            {t('system.raw')}
          </Button>
        )
      }
    >
      {queues === null ? (
        <Pill tone="bad">{t('system.queueAway')}</Pill>
      ) : (
        <Table aria-label={t('system.queues')} maw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th ta="right">{t('system.waiting')}</Table.Th>
              <Table.Th ta="right">{t('system.delayed')}</Table.Th>
              <Table.Th ta="right">{t('system.active')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {queues.map((queue) => (
              <Table.Tr key={queue.name}>
                <Table.Td>{names[queue.name] ?? queue.name}</Table.Td>
                <Table.Td ta="right">{formatCount(queue.waiting)}</Table.Td>
                <Table.Td ta="right">{formatCount(queue.delayed)}</Table.Td>
                <Table.Td ta="right">{formatCount(queue.active)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group mt="sm">
        <Anchor size="sm" href="/metrics" target="_blank" rel="noreferrer">
          {t('system.metrics')}
        </Anchor>
        <Anchor size="sm" href="/docs" target="_blank" rel="noreferrer">
          {t('system.docs')}
        </Anchor>
      </Group>
    </Section>
  )
}

function Workers({ workers }: { readonly workers: NonNullable<System['workers']['list']> }) {
  const { t } = useTranslation('settings')
  return (
    <Section title={t('system.workersTitle')} hint={t('system.workersHint')}>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label={t('system.workersTitle')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('id')}</Table.Th>
              <Table.Th>{t('system.state')}</Table.Th>
              <Table.Th>{t('system.version')}</Table.Th>
              <Table.Th>{t('system.started')}</Table.Th>
              <Table.Th>{t('system.seen')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {workers.map((worker) => (
              <Table.Tr key={worker.id}>
                <Table.Td ff="monospace" fz="xs">
                  {worker.id}
                </Table.Td>
                <Table.Td>
                  <Pill tone={worker.alive ? 'ok' : 'wait'}>{worker.alive ? t('system.alive') : t('system.gone')}</Pill>
                </Table.Td>
                <Table.Td>{worker.version}</Table.Td>
                <Table.Td>
                  <Time at={worker.started_at} />
                </Table.Td>
                <Table.Td>{worker.alive ? t('system.now') : <Time at={worker.seen_at} />}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  )
}
