export { spanSearch as overviewSearch } from '../../ui/span.ts'
