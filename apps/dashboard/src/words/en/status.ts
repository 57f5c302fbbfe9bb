/** Statuses, stages and who must act, as they are called on every page. */
export default {
  job: {
    queued: 'Queued',
    running: 'Running',
    blocked: 'Blocked',
    completed: 'Completed',
    failed: 'Failed',
    canceled: 'Canceled',
  },
  batch: {
    scheduled: 'Scheduled',
    queued: 'Queued',
    running: 'Running',
    awaiting_release: 'Awaiting release',
    blocked: 'Blocked',
    paused: 'Paused',
    completed: 'Completed',
    canceled: 'Canceled',
  },
  step: { pending: 'Pending', running: 'Running', completed: 'Completed', failed: 'Failed' },
  delivery: { pending: 'Pending', succeeded: 'Succeeded', failed: 'Failed', discarded: 'Discarded' },
  stage: {
    session: 'Session',
    upload: 'Upload',
    instruct: 'Instruct',
    verify: 'Verify',
    render: 'Render',
    fetch: 'Fetch',
  },
  fixBy: { caller: 'The caller must act', operator: 'The operator must act', provider: 'The provider must act' },
  blocked: {
    credits_exhausted: 'Credits exhausted',
    plan_required: 'Plan required',
    credentials_rejected: 'Credentials rejected',
    budget_reached: 'Budget reached',
  },
}
