import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '../../api/client.ts'
import { projectsQuery } from '../../api/projects.ts'
import { type Scope, sessionQuery } from '../../api/session.ts'
import { useAct } from '../../ui/act.ts'
import { SecretOnce } from '../../ui/secret-once.tsx'

const SCOPES = ['jobs:read', 'jobs:write', 'webhooks', 'admin'] as const satisfies readonly Scope[]
/** A key's words for i18next, which takes `:` for its own. */
const HINTS = { 'jobs:read': 'read', 'jobs:write': 'write', webhooks: 'webhooks', admin: 'admin' } as const

export function NewKey({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation()
  const { data: projects = [] } = useQuery(projectsQuery)
  const { data: session } = useQuery(sessionQuery)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>(['jobs:read', 'jobs:write'])
  const [project, setProject] = useState<string | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const make = useAct({
    mutationFn: () =>
      client.apiKeys.create({ name: name.trim(), scopes, ...(project === null ? {} : { project_id: project }) }),
    onSuccess: ({ key }) => {
      setSecret(key)
      setName('')
      onClose()
    },
  })
  const ownProject = session?.project.id ?? null
  return (
    <>
      <Modal
        opened={isOpen}
        onClose={onClose}
        title={t('keys.make')}
        closeButtonProps={{ 'aria-label': common('close') }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate()
          }}
        >
          <Stack>
            <TextInput
              label={t('name')}
              description={t('keys.nameHint')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
              required
            />
            <Checkbox.Group
              label={t('keys.scopes')}
              value={scopes}
              onChange={(chosen) => setScopes(SCOPES.filter((scope) => chosen.includes(scope)))}
              required
            >
              <Stack gap="xs" mt="xs">
                {SCOPES.map((scope) => (
                  <Checkbox
                    key={scope}
                    value={scope}
                    label={scope}
                    description={t(`keys.scopeHints.${HINTS[scope]}`)}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
            <Select
              label={t('project')}
              data={projects.map(({ id, name: label }) => ({ value: id, label }))}
              value={project ?? ownProject}
              onChange={setProject}
              allowDeselect={false}
              searchable
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {common('cancel')}
              </Button>
              <Button type="submit" loading={make.isPending} disabled={name.trim() === '' || scopes.length === 0}>
                {t('keys.make')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
      <SecretOnce title={t('keys.made')} hint={t('keys.madeHint')} secret={secret} onClose={() => setSecret(null)} />
    </>
  )
}
