import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SPANS, type Span } from './span.ts'

export function SpanControl({ span, onChange }: { readonly span: Span; readonly onChange: (span: Span) => void }) {
  const { t } = useTranslation('overview')
  return (
    <SegmentedControl<Span>
      size="xs"
      aria-label={t('spanLabel')}
      value={span}
      onChange={onChange}
      data={SPANS.map((value) => ({ value, label: t(`span.${value}`) }))}
    />
  )
}
