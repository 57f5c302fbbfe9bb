import { ActionIcon, Badge, Button, Group, Skeleton, Table } from '@mantine/core'
import type { Project } from '@nemo-batch/sdk'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/client.ts'
import { projectsQuery } from '../../api/projects.ts'
import { sessionQuery } from '../../api/session.ts'
import { useAct } from '../../ui/act.ts'
import { Id } from '../../ui/copy.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Section } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { NameForm } from './name-form.tsx'

export function Projects() {
  const { t } = useTranslation('settings')
  const projects = useQuery(projectsQuery)
  const [named, setNamed] = useState<Project | 'new' | null>(null)
  const save = useAct({
    mutationFn: (name: string) =>
      named === null || named === 'new' ? client.projects.create({ name }) : client.projects.update(named.id, { name }),
    onSuccess: () => setNamed(null),
  })
  return (
    <Section
      title={t('parts.projects')}
      hint={t('projects.hint')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setNamed('new')}>
          {t('projects.make')}
        </Button>
      }
    >
      <Loaded query={projects} skeleton={<Skeleton h={180} />}>
        {(all) => <ProjectTable projects={all} onRename={setNamed} />}
      </Loaded>
      <NameForm
        key={named === null || named === 'new' ? named : named.id}
        isOpen={named !== null}
        title={named === 'new' ? t('projects.make') : t('projects.rename')}
        name={named === null || named === 'new' ? '' : named.name}
        isBusy={save.isPending}
        onSave={save.mutate}
        onClose={() => setNamed(null)}
      />
    </Section>
  )
}

function ProjectTable({
  projects,
  onRename,
}: {
  readonly projects: readonly Project[]
  readonly onRename: (project: Project) => void
}) {
  const { t } = useTranslation('settings')
  const { data: session } = useQuery(sessionQuery)
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table verticalSpacing="sm" aria-label={t('parts.projects')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th>{t('id')}</Table.Th>
            <Table.Th>{t('created')}</Table.Th>
            <Table.Th aria-label={t('acts')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {projects.map((project) => (
            <Table.Tr key={project.id}>
              <Table.Td fw={600}>
                <Group gap="xs">
                  {project.name}
                  {project.id === session?.project.id && (
                    <Badge variant="default" tt="none">
                      {t('projects.yours')}
                    </Badge>
                  )}
                </Group>
              </Table.Td>
              <Table.Td>
                <Id id={project.id} />
              </Table.Td>
              <Table.Td>
                <Time at={project.created_at} />
              </Table.Td>
              <Table.Td ta="right">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  onClick={() => onRename(project)}
                  aria-label={t('projects.renameNamed', { name: project.name })}
                >
                  <IconPencil size={16} />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
