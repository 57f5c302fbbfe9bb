export { type SpanSearch as OverviewSearch, spanSearch as overviewSearch } from '../../ui/span.ts'
