import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** A button that copies. Says so to those who do not see its icon change. */
export function Copy({ value, label }: { readonly value: string; readonly label?: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copied') : (label ?? t('copy'))}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={copied ? t('copied') : (label ?? t('copy'))}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** An id that can be copied. */
export const Id = ({ id }: { readonly id: string }) => (
  <Group gap={2} wrap="nowrap" component="span" display="inline-flex">
    <Code bg="transparent" p={0} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {id}
    </Code>
    <Copy value={id} />
  </Group>
)
