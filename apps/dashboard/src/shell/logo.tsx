import { Group, Text, UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'

export const Logo = () => (
  <UnstyledButton aria-label="nemo-batch" renderRoot={(props) => <Link {...props} to="/" />}>
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" alt="" width={26} height={26} />
      <Text fw={700} visibleFrom="xs">
        nemo-batch
      </Text>
    </Group>
  </UnstyledButton>
)
