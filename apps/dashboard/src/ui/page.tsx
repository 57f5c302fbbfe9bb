import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export type Crumb = { readonly label: string; readonly link: LinkProps }

/** What every page begins with: where it is, what it is called, what can be done. */
export function Page({
  title,
  crumbs = [],
  aside,
  actions,
  children,
}: {
  readonly title: string
  readonly crumbs?: readonly Crumb[]
  /** Beside the title: a status, an id. */
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  useDocumentTitle(`${title} · nemo-batch`)
  return (
    <Stack gap="lg">
      <header>
        {crumbs.length > 0 && (
          <Breadcrumbs mb={4} separator="/" fz="sm">
            {crumbs.map(({ label, link }) => (
              <Anchor key={label} fz="sm" renderRoot={(props) => <Link {...props} {...link} />}>
                {label}
              </Anchor>
            ))}
          </Breadcrumbs>
        )}
        <Group justify="space-between" gap="md">
          <Group gap="sm" style={{ minWidth: 0 }}>
            <Title order={1} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            {aside}
          </Group>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
      </header>
      {children}
    </Stack>
  )
}

/** A titled part of a page. */
export const Section = ({
  title,
  hint,
  actions,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => (
  <section aria-label={title}>
    <Group justify="space-between" mb="xs" gap="xs">
      <Group gap="xs" align="baseline">
        <Title order={2}>{title}</Title>
        {hint !== undefined && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Group>
      {actions}
    </Group>
    {children}
  </section>
)
