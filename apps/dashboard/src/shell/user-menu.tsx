import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { sessionQuery, useSignOut } from '../api/session.ts'
import { chooseLanguage, LANGUAGES, type Language } from '../words/start-words.ts'

const SCHEMES = { auto: 'system', light: 'light', dark: 'dark' } as const

export function UserMenu() {
  const { t, i18n } = useTranslation('shell')
  const { data: session } = useQuery(sessionQuery)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const signOut = useSignOut()
  const name = session?.key.name ?? ''
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('account', { name })}>
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" truncate>
            {t('project')}: {session?.project.name}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t('scheme')}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Choice
            key={scheme}
            isChosen={scheme === colorScheme}
            label={t(SCHEMES[scheme])}
            onChoose={() => setColorScheme(scheme)}
          />
        ))}
        <Menu.Divider />
        <Menu.Label>{t('language')}</Menu.Label>
        {(Object.keys(LANGUAGES) as Language[]).map((language) => (
          <Choice
            key={language}
            isChosen={language === i18n.language}
            label={LANGUAGES[language]}
            onChoose={() => void chooseLanguage(language)}
          />
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const Choice = ({
  label,
  isChosen,
  onChoose,
}: {
  readonly label: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}) => (
  <Menu.Item
    role="menuitemradio"
    aria-checked={isChosen}
    onClick={onChoose}
    closeMenuOnClick={false}
    rightSection={isChosen ? <IconCheck size={14} /> : null}
  >
    {label}
  </Menu.Item>
)
