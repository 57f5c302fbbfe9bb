import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { AuthenticationError } from '@nemo-batch/sdk'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSignIn } from '../../api/session.ts'
import { describeFailure } from '../../ui/failure.tsx'

/** Whoever signs in goes on at the address that was asked for. */
export function SignInPage() {
  const { t } = useTranslation('shell')
  useDocumentTitle(`${t('signInTitle')} · nemo-batch`)
  const [key, setKey] = useState('')
  const signIn = useSignIn()
  const failure =
    signIn.error instanceof AuthenticationError
      ? t('keyRefused')
      : signIn.error && describeFailure(signIn.error).message
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder radius="lg" p="xl" w="100%" maw={420}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            signIn.mutate(key.trim())
          }}
        >
          <Stack>
            <img src="/favicon.svg" alt="" width={40} height={40} />
            <div>
              <Title order={1}>{t('signInTitle')}</Title>
              <Text size="sm" c="dimmed" mt={4}>
                {t('signInText')}
              </Text>
            </div>
            <PasswordInput
              label={t('key')}
              description={t('keyHint')}
              placeholder="nb_…"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              autoComplete="current-password"
              autoFocus
              required
            />
            {failure && (
              <Alert color="red" variant="outline" role="alert">
                {failure}
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending} disabled={key.trim() === ''}>
              {t('signIn')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
