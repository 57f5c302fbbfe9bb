import { Anchor, Code, Table, Text, Tooltip } from '@mantine/core'
import type { AuditEntry } from '@nemo-batch/sdk'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Time } from '../../ui/time.tsx'
import { changedFields } from './changed-fields.ts'

export function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation('settings')
  const { actor } = entry
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>
        <Time at={entry.created_at} />
      </Table.Td>
      <Table.Td>
        <Tooltip label={t('audit.from', { address: entry.address, request: entry.request_id })}>
          <Text size="sm" tabIndex={0} component="span">
            {actor.name}
          </Text>
        </Tooltip>
        {actor.prefix !== null && (
          <Text size="xs" c="dimmed" ff="monospace">
            {actor.prefix}…
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Code>{entry.action}</Code>
      </Table.Td>
      <Table.Td>
        <ObjectLink type={entry.object_type} id={entry.object_id} />
      </Table.Td>
      <Table.Td>
        {changedFields(entry.before, entry.after).map(({ name, before, after }) => (
          <Text key={name} size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Text span c="dimmed">
              {name}:{' '}
            </Text>
            {before !== null && (
              <>
                <Text span td="line-through" c="dimmed">
                  {before}
                </Text>{' '}
              </>
            )}
            {after ?? t('audit.gone')}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  )
}

function ObjectLink({ type, id }: { readonly type: string; readonly id: string }) {
  const text = (
    <Text span ff="monospace" fz="xs" style={{ overflowWrap: 'anywhere' }}>
      {id}
    </Text>
  )
  if (type === 'batch')
    return (
      <Anchor renderRoot={(props) => <Link {...props} to="/batches/$batchId" params={{ batchId: id }} />}>
        {text}
      </Anchor>
    )
  if (type === 'job')
    return <Anchor renderRoot={(props) => <Link {...props} to="/jobs/$jobId" params={{ jobId: id }} />}>{text}</Anchor>
  return text
}
