import { Button, Group, List, Stack, Text, Title } from '@mantine/core'
import { IconApi, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { Card } from '../../ui/card.tsx'

/** Of an installation that nothing was given to do yet. */
export function FirstSteps() {
  const { t } = useTranslation('overview', { keyPrefix: 'first' })
  const mayMake = useMay('jobs:write')
  return (
    <Card p="xl">
      <Stack gap="sm" maw={620}>
        <Title order={2}>{t('title')}</Title>
        <Text>{t('text')}</Text>
        <List type="ordered" size="sm" spacing={4} c="dimmed">
          <List.Item>{t('stepBatch')}</List.Item>
          <List.Item>{t('stepWatch')}</List.Item>
          <List.Item>{t('stepApi')}</List.Item>
        </List>
        <Group gap="xs" mt="xs">
          {mayMake && (
            <Button leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link {...props} to="/batches/new" />}>
              {t('newBatch')}
            </Button>
          )}
          <Button
            variant="default"
            component="a"
            href="/docs"
            target="_blank"
            rel="noreferrer"
            leftSection={<IconApi size={16} />}
          >
            {t('api')}
          </Button>
        </Group>
      </Stack>
    </Card>
  )
}
