import { Stack, Text, ThemeIcon } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Nothing to show: why, and what to do. */
export const EmptyState = ({
  icon: Shape,
  title,
  text,
  action,
}: {
  readonly icon: Icon
  readonly title: string
  readonly text?: string
  readonly action?: ReactNode
}) => (
  <Stack align="center" gap="xs" py={48} px="md" ta="center">
    <ThemeIcon size={48} radius="xl" variant="default" aria-hidden>
      <Shape size={24} stroke={1.5} />
    </ThemeIcon>
    <Text fw={600}>{title}</Text>
    {text !== undefined && (
      <Text size="sm" c="dimmed" maw={440}>
        {text}
      </Text>
    )}
    {action}
  </Stack>
)
