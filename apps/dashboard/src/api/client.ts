import { NemoBatch } from '@nemo-batch/sdk'

/** The one way to the service: by the session's cookie, from where the page itself came. */
export const client = new NemoBatch({ baseUrl: window.location.origin, session: true, maxRetries: 2 })
