import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { jobQuery } from '../../api/job.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { JobSkeleton } from './job-skeleton.tsx'
import { JobView } from './job-view.tsx'

export default function JobPage() {
  const { jobId } = useParams({ from: '/jobs/$jobId' })
  const job = useQuery(jobQuery(jobId))
  return (
    <Loaded query={job} skeleton={<JobSkeleton />}>
      {(found) => <JobView key={found.id} job={found} />}
    </Loaded>
  )
}
