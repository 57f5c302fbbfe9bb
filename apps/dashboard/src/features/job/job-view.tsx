import type { Job } from '@nemo-batch/sdk'
import { useState } from 'react'
import { JobFacts } from './facts/job-facts.tsx'
import classes from './job.module.css'
import { JobHead } from './job-head.tsx'
import { Photos } from './photos/photos.tsx'
import { Recorder } from './recorder/recorder.tsx'
import { shownStep } from './shown-step.ts'
import { Refine } from './steps/refine.tsx'
import { Steps } from './steps/steps.tsx'
import { TimelineSection } from './timeline/timeline-section.tsx'
import { Trouble } from './trouble.tsx'
import { useJobSearch } from './use-job-search.ts'
import { Player } from './video/player.tsx'

export function JobView({ job }: { readonly job: Job }) {
  const { search } = useJobSearch()
  const shown = shownStep(job.steps, search.step)
  /** The timeline follows it, and leads it. */
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  return (
    <JobHead job={job}>
      <Trouble job={job} />
      <div className={classes.top}>
        <Photos job={job} />
        <Player job={job} shown={shown} onVideo={setVideo} />
        <JobFacts job={job} />
      </div>
      <TimelineSection job={job} shown={shown} video={video} />
      <div className={classes.bottom}>
        <div className={classes.column}>
          <Steps job={job} shown={shown.step} />
          <Refine job={job} />
        </div>
        <Recorder job={job} />
      </div>
    </JobHead>
  )
}
