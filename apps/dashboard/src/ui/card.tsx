import { Paper, type PaperProps } from '@mantine/core'
import type { ReactNode } from 'react'

export const Card = ({ children, ...props }: PaperProps & { readonly children: ReactNode }) => (
  <Paper withBorder p="md" radius="md" {...props}>
    {children}
  </Paper>
)
