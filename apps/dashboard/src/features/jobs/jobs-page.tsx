import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { jobsQuery } from '../../api/jobs.ts'
import { LoadMore } from '../../ui/load-more.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Page } from '../../ui/page.tsx'
import { JobFilters } from './job-filters.tsx'
import { JobList, JobListSkeleton } from './job-list.tsx'
import { NoJobs } from './no-jobs.tsx'

const route = getRouteApi('/jobs')

export default function JobsPage() {
  const { t } = useTranslation('jobs')
  const search = route.useSearch()
  const jobs = useInfiniteQuery(jobsQuery(search))
  return (
    <Page title={t('title')}>
      <JobFilters search={search} />
      <Loaded query={jobs} skeleton={<JobListSkeleton />}>
        {({ pages }) => {
          const found = pages.flatMap(({ data }) => data)
          return found.length === 0 ? (
            <NoJobs isFiltered={Object.keys(search).length > 0} />
          ) : (
            <div>
              <JobList jobs={found} isOld={jobs.isPlaceholderData} />
              <LoadMore
                hasMore={jobs.hasNextPage}
                isLoading={jobs.isFetchingNextPage}
                onMore={() => void jobs.fetchNextPage()}
              />
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}
