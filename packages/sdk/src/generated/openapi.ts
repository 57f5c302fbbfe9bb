// Written by `npm run sdk:generate` from the description that the API gives of itself: change that.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether database and queue answer */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus, of this process and of the installation */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and what to send along with changes
         * @description Of the cookie alone: with a key there is no session.
         */
        get: operations["getSession"];
        put?: never;
        /** Sign in: exchange a key for the cookie of a session */
        post: operations["createSession"];
        /** Sign out: the session ends here, whoever else has its cookie */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Files, newest first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listFiles"];
        put?: never;
        /**
         * Send photos or clips, in parts named `file`
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["createFiles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One file
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        /**
         * Delete a file that no unfinished job needs
         * @description Needs a key with the scope `jobs:write`.
         */
        delete: operations["deleteFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of a file; ranges are taken
         * @description Needs a key with the scope `jobs:read`, or a signed link.
         */
        get: operations["getFileContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A photo as a small WebP, upright and without metadata
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getFileThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batches, newest first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listBatches"];
        put?: never;
        /**
         * Create a batch of jobs
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One batch
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The jobs of a batch, newest first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listBatchJobs"];
        put?: never;
        /**
         * Add jobs to an open batch
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["addJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/job-rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The jobs of a batch as rows of a table, those that need attention first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listJobRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The pace of a batch, when it is likely to end, and what its jobs failed with
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getBatchStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of each job of a batch, as one stream; also while it runs
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getBatchResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel every job that has not ended; running ones end within seconds
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin nothing new until the batch is resumed; what is under way finishes
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["pauseBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused batch go on
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["resumeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take no more jobs into an open batch; it completes when all its jobs have ended
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["closeBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try failed jobs again, or tell what that would cost
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["retryBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a batch: a stream that `Last-Event-ID` resumes, or a list
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getBatchEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, newest first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Create one job, in a batch of its own
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The finished video: leads to a signed link
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getJobVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in the video: tracks and segments of the last step that has them
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getJobTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job; a running one ends within seconds
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel many jobs, of any batches, or tell what that would lose
         * @description Running ones end within seconds; asking twice does no harm.
         *
         *     Needs a key with the scope `jobs:write`.
         */
        post: operations["cancelJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed job again, from where it failed
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try many failed jobs again, of any batches, or tell what that would cost
         * @description Each starts where as little as possible is done and paid again, as it would be alone; asking twice does no harm.
         *
         *     Needs a key with the scope `jobs:write`.
         */
        post: operations["retryJobs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refine a job that has ended: more steps in its own session
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["addSteps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something to a job, as a person would: an edit, or a question
         * @description Needs a key with the scope `jobs:write`.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a job: a stream that `Last-Event-ID` resumes, or a list
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["getJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A stream that tells within a second that something changed, of what the key may read
         * @description It tells that something changed, never what, and is not resumed: after each `hello`, read anew what you show.
         */
        get: operations["getChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoints and how they have been answering, newest first
         * @description Needs a key with the scope `webhooks`.
         */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Add an address that is told what happens; its secret is shown this once
         * @description Needs a key with the scope `webhooks`.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint and how it has been answering; without its secret
         * @description Needs a key with the scope `webhooks`.
         */
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        /**
         * Delete an endpoint and its secrets; its deliveries stay in the list
         * @description Needs a key with the scope `webhooks`.
         */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /**
         * Change the address, the events or the description of an endpoint, or disable and enable it
         * @description Disabled, it is sent nothing, and what still waits for it is discarded; what happens meanwhile is kept, and `recover` sends it. Enabled again, or at another address, it begins with a clean slate.
         *
         *     Needs a key with the scope `webhooks`.
         */
        patch: operations["changeWebhookEndpoint"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret, shown this once; the one before signs too for 24 hours
         * @description Each attempt is signed with every secret that is good then, the newest five at most.
         *
         *     Needs a key with the scope `webhooks`.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send `endpoint.test` to an endpoint, whatever it is subscribed to
         * @description Needs a key with the scope `webhooks`.
         */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what an endpoint has missed since some time: what failed, and what was discarded
         * @description What was delivered is left alone, and each message keeps its id, so that asking twice does no harm.
         *
         *     Needs a key with the scope `webhooks`.
         */
        post: operations["recoverWebhookDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deliveries with all their attempts, newest first
         * @description Needs a key with the scope `webhooks`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery with every attempt, and with what is sent
         * @description Needs a key with the scope `webhooks`.
         */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one delivery again, however it ended, under the same `webhook-id`
         * @description Needs a key with the scope `webhooks`.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How work went in a span of time, and what waits now
         * @description Kept for two seconds, and longer where it took long to read, for all who look at the same span.
         *
         *     Needs a key with the scope `jobs:read`.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/error-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What failed in a span of time, by code and message, what happened last first
         * @description Needs a key with the scope `jobs:read`.
         */
        get: operations["listErrorGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this service is made of, and how it is */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The NEMO accounts that jobs run on
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Add a NEMO account: with a token of your own, or an anonymous one
         * @description Needs a key with the scope `admin`.
         */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One NEMO account
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the name, the number of jobs in flight, or the token of an account
         * @description The account of the settings takes its token from `NEMO_TOKEN` and its jobs in flight from `NEMO_MAX_ACTIVE_JOBS` again at each start.
         *
         *     Needs a key with the scope `admin`.
         */
        patch: operations["changeAccount"];
        trace?: never;
    };
    "/v1/accounts/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a blocked or slowed account go on, and its jobs with it
         * @description Needs a key with the scope `admin`.
         */
        post: operations["resumeAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a worker read the balance within seconds, with a new token where an anonymous one has expired
         * @description Needs a key with the scope `admin`.
         */
        post: operations["refreshAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys of all projects, without the keys themselves; the one of the settings is not among them
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a key; it is shown this once
         * @description Needs a key with the scope `admin`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One key, without the key itself
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke a key: it opens nothing any more, from the next request on
         * @description Needs a key with the scope `admin`.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All projects
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Make a project; its keys see its own batches, jobs and files alone
         * @description Needs a key with the scope `admin`.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One project
         * @description Needs a key with the scope `admin`.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give a project another name
         * @description Needs a key with the scope `admin`.
         */
        patch: operations["changeProject"];
        trace?: never;
    };
    "/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every change that was made with a key, in all projects, newest first
         * @description Needs a key with the scope `admin`.
         */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "job.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job has its video */
        post: operations["JobCompletedWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job has failed */
        post: operations["JobFailedWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job waits for somebody to act, as when credits are exhausted */
        post: operations["JobBlockedWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.canceled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A job was canceled */
        post: operations["JobCanceledWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** All jobs of a batch have ended, however each ended */
        post: operations["BatchCompletedWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.blocked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch can go on with none of its jobs until somebody acts */
        post: operations["BatchBlockedWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.canceled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch was canceled */
        post: operations["BatchCanceledWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "endpoint.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another endpoint of the project was disabled by the service */
        post: operations["EndpointDisabledWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "endpoint.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody asked for a test of this endpoint */
        post: operations["EndpointTestWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        Account: {
            id: string;
            /** @constant */
            object: "account";
            name: string;
            /** @enum {string} */
            kind: "anonymous" | "token";
            /** @enum {string} */
            status: "ok" | "blocked";
            blocked: components["schemas"]["Blocked"] | null;
            /** @description null while it is not blocked */
            blocked_since: string | null;
            credits: {
                available: number | null;
                frozen: number | null;
                total: number | null;
                checked_at: string | null;
            };
            expires_at: string | null;
            max_active_jobs: number;
            active_jobs: number;
        };
        AccountPatch: {
            name?: string;
            /** @description jobs in flight on this account */
            max_active_jobs?: number;
            /** @description takes the place of the one before, and ends a block for a rejected token */
            token?: string;
        };
        ApiKey: {
            id: string;
            /** @constant */
            object: "api_key";
            name: string;
            /** @description its first characters */
            prefix: string;
            scopes: ("jobs:read" | "jobs:write" | "webhooks" | "admin")[];
            project_id: string;
            /** @description to the minute */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
        };
        AuditEntry: {
            id: string;
            /** @constant */
            object: "audit_entry";
            /** @description the key with which it was done */
            actor: {
                /**
                 * @description `admin_key`: the one of the settings
                 * @enum {string}
                 */
                kind: "api_key" | "admin_key";
                id: string | null;
                name: string;
                prefix: string | null;
            };
            /** @description from which the request came */
            address: string;
            request_id: string;
            /** @description the key's */
            project_id: string;
            /** @description `batch.cancel`, `api_key.create` … */
            action: string;
            object_type: string;
            object_id: string;
            /** @description null: it was made */
            before: {
                [key: string]: unknown;
            } | null;
            /** @description null: it was taken away */
            after: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
        };
        Batch: {
            id: string;
            /** @constant */
            object: "batch";
            name: string | null;
            /**
             * @description `completed` when every job has ended, however each ended
             * @enum {string}
             */
            status: "scheduled" | "queued" | "running" | "awaiting_release" | "blocked" | "paused" | "completed" | "canceled";
            counts: {
                total: number;
                queued: number;
                running: number;
                blocked: number;
                completed: number;
                failed: number;
                canceled: number;
            };
            progress: number;
            credits: {
                estimated: number | null;
                spent: number;
            };
            max_credits: null;
            /** @description takes more jobs, until it is closed */
            open: boolean;
            /** @description nothing of it was or is begun before */
            scheduled_at: string | null;
            /** @description its own endpoint, as long as that exists */
            webhook: {
                endpoint_id: string;
                url: string;
                events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
                /** @description `whsec_…`, in the answer that made the batch and never again */
                secret?: string;
            } | null;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            links: {
                self: string;
                jobs: string;
                events: string;
                results: string;
            };
        };
        BatchBlockedWebhook: {
            /** @constant */
            type: "batch.blocked";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookBatch"];
        };
        BatchCanceledWebhook: {
            /** @constant */
            type: "batch.canceled";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookBatch"];
        };
        BatchCompletedWebhook: {
            /** @constant */
            type: "batch.completed";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookBatch"];
        };
        BatchStats: {
            /** @constant */
            object: "batch_stats";
            batch_id: string;
            /** @description by the pace of the last ten minutes, or, before a job has ended, by the median of the last jobs of this project and the slots of the account; null when it is not known: paused, blocked, scheduled, ended */
            estimated_end_at: string | null;
            /** @description completed or failed within the last ten minutes, or since it started or was resumed; null: none */
            jobs_per_minute: number | null;
            /** @description jobs that stand failed, by code, most first */
            failures: {
                /** @enum {string} */
                code: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
                jobs: number;
            }[];
        };
        Blocked: {
            /** @enum {string} */
            reason: "credits_exhausted" | "plan_required" | "credentials_rejected" | "budget_reached";
            message: string;
            action_url: string | null;
        };
        BulkEstimate: {
            /** @constant */
            object: "bulk_estimate";
            /** @enum {string} */
            action: "retry" | "cancel";
            /** @description that are, or would be, sent back to the queue or canceled */
            jobs: number;
            /** @description chosen, and in no state for it, or unknown */
            skipped: number;
            /** @description retry: what these would still have to pay, by the price list; cancel: what they have spent for nothing */
            credits: number;
        };
        BulkResult: {
            /** @constant */
            object: "bulk_result";
            /** @enum {string} */
            action: "retry" | "cancel";
            /** @description that are, or would be, sent back to the queue or canceled */
            jobs: number;
            /** @description chosen, and in no state for it, or unknown */
            skipped: number;
            /** @description retry: what these would still have to pay, by the price list; cancel: what they have spent for nothing */
            credits: number;
        };
        BulkSelection: {
            /** @description what is unknown counts as skipped */
            job_ids: string[];
            /** @description tells what would be done and does nothing */
            dry_run?: boolean;
        } | {
            batch_id: string;
            /** @enum {string} */
            status?: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
            /** @enum {string} */
            error_code?: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
            /** @description finds jobs that hold it, in any case, in reference, metadata, an instruction or the error */
            q?: string;
            /** @description tells what would be done and does nothing */
            dry_run?: boolean;
        } | {
            /** @description its jobs that still stand failed with a failure of the span, among the latest 20000 there */
            error_group: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** @description tells what would be done and does nothing */
            dry_run?: boolean;
        };
        ChangedWebhookEndpoint: {
            /** @description http or https; it is sent to as it is, redirects are not followed */
            url?: string;
            events?: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[] | null;
            description?: string | null;
            /** @description true: also what the service disabled by itself begins anew */
            enabled?: boolean;
        };
        ChangeMessage: components["schemas"]["Hello"] | components["schemas"]["Changes"];
        /** @description Tells that something changed, never what */
        Changes: {
            /** @constant */
            object: "changes";
            /** @description That have new events, with those of their jobs */
            batches: string[];
            jobs: string[];
            /** @description true: other batches and jobs have changed as well */
            has_more: boolean;
            /** @description What else may have changed, of what the key may read */
            topics: ("accounts" | "webhook_endpoints" | "webhook_deliveries" | "api_keys" | "projects" | "audit_log" | "workers")[];
        };
        CreatedApiKey: {
            id: string;
            /** @constant */
            object: "api_key";
            name: string;
            /** @description its first characters */
            prefix: string;
            scopes: ("jobs:read" | "jobs:write" | "webhooks" | "admin")[];
            project_id: string;
            /** @description to the minute */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            /** @description the key itself, this once */
            key: string;
        };
        CreatedJob: {
            id: string;
            /** @constant */
            object: "job";
            batch_id: string;
            reference: string | null;
            /** @enum {string} */
            status: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            /** @description 100 exactly when completed */
            progress: number;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            language: string;
            output: {
                format: string;
                quality: string;
            };
            media: {
                file_id: string | null;
                source_url: string | null;
                filename: string | null;
                /** @enum {string} */
                status: "pending" | "uploading" | "uploaded" | "failed";
            }[];
            steps: {
                index: number;
                instruction: string;
                render: boolean;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed";
                /** @description what this step brought itself; the first step has the media of the job */
                media: {
                    file_id: string | null;
                    source_url: string | null;
                    filename: string | null;
                    /** @enum {string} */
                    status: "pending" | "uploading" | "uploaded" | "failed";
                }[];
                /** @description what NEMO said, less its directions for a screen; what it changed, when it said nothing; null while neither is known */
                reply: string | null;
                changes: string[];
                timeline: components["schemas"]["Timeline"] | null;
                video: components["schemas"]["Video"] | null;
            }[];
            /** @description the last rendered step's */
            video: components["schemas"]["Video"] | null;
            /** @description the last step's */
            timeline: components["schemas"]["Timeline"] | null;
            error: components["schemas"]["JobError"] | null;
            blocked: components["schemas"]["Blocked"] | null;
            /** @description what the job was told of, without stopping for it */
            warnings: components["schemas"]["Warning"][];
            credits: {
                spent: number;
            };
            attempts: number;
            nemo: {
                session_id: string | null;
                task_id: string | null;
                claim_url: string | null;
                render_id: string | null;
            };
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            links: {
                self: string;
                batch: string;
                events: string;
            };
            /** @description when one was asked for: the endpoint that is told of this job and its batch */
            webhook?: {
                endpoint_id: string;
                url: string;
                events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
                /** @description `whsec_…`, this once */
                secret: string;
            };
        };
        CreatedWebhookEndpoint: {
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            url: string;
            events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
            description: string | null;
            enabled: boolean;
            /** @description told of this batch alone; null: of the whole project */
            batch_id: string | null;
            /** @description why the service, and not a person, disabled it */
            disabled: {
                /** @enum {string} */
                reason: "gone" | "failing";
                message: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                at: string;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            links: {
                self: string;
                deliveries: string;
            };
            /** @description how it has been answering */
            health: {
                /**
                 * @description `failing`: the last attempt did not arrive; `down`: so many that it is only probed
                 * @enum {string}
                 */
                status: "ok" | "failing" | "down" | "disabled";
                failing_since: string | null;
                /** @description in a row */
                failures: number;
                /** @description nothing is sent before: its Retry-After, or the next probe */
                held_until: string | null;
                /** @description deliveries that still wait */
                pending: number;
                /** @description the last 500 attempts of the last 24 hours; times of those that were answered */
                recent: {
                    attempts: number;
                    succeeded: number;
                    success_rate: number | null;
                    median_ms: number | null;
                    p95_ms: number | null;
                    last_attempt_at: string | null;
                };
            };
            /** @description `whsec_…`, this once */
            secret: string;
        };
        DryRun: {
            /** @constant */
            object: "dry_run";
            /** @description false when `errors` holds something */
            ok: boolean;
            jobs: number;
            /** @description instructions that would be sent to NEMO, one for each step */
            messages: number;
            media: {
                total: number;
                /** @description different addresses */
                looked_at: number;
                /** @description addresses for which there was no time, or which were too many */
                not_looked_at: number;
            };
            credits: {
                /** @description 50 for each message; a render costs nothing */
                estimated: number;
            };
            /** @description until the last video is there, with all slots of the account free: by the median of the last jobs of this project, or, before there are any, by what NEMO says is typical */
            estimated_seconds: number;
            /** @description what is wrong with media, by their first place in the request: `media_unreachable`, `private_address`, `unsupported_file`, `empty_file`, `file_too_large`; at most 100 */
            errors: {
                /** @description JSON pointer into the request */
                path: string;
                code: string;
                message: string;
                /** @description of NDJSON and CSV, counted from 1 */
                line?: number;
            }[];
            warnings: {
                code: string;
                message: string;
            }[];
        };
        EndpointDisabledWebhook: {
            /** @constant */
            type: "endpoint.disabled";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["ToldWebhookEndpoint"];
        };
        EndpointTestWebhook: {
            /** @constant */
            type: "endpoint.test";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["ToldWebhookEndpoint"];
        };
        ErrorGroup: {
            /** @description a digest of code and message: the same failures have it at any time */
            id: string;
            /** @constant */
            object: "error_group";
            /** @enum {string} */
            code: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
            /** @description with `…` for its variable parts: ids, numbers, addresses, quoted names */
            message: string;
            /** @description what to do about it */
            action: string;
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            /** @enum {string} */
            fix_by: "caller" | "operator" | "provider";
            retryable: boolean;
            /** @description of the latest failure, as `stage` */
            billed: boolean | "unknown";
            /** @description how often it happened in the span */
            failures: number;
            /** @description jobs that still stand failed with it */
            jobs_failed: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            first_seen: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            last_seen: string;
            batches: {
                total: number;
                /** @description the newest of them */
                sample: {
                    id: string;
                    name: string | null;
                }[];
            };
            /** @description the job that failed with it last */
            sample_job_id: string;
        };
        ErrorGroupList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ErrorGroup"][];
            has_more: boolean;
            next_cursor: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            from: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            to: string;
            /** @description more happened in the span than is counted: only the latest 20000 failures are read */
            truncated: boolean;
        };
        Event: {
            id: string;
            /** @constant */
            object: "event";
            /** @enum {string} */
            type: "batch.created" | "batch.started" | "batch.paused" | "batch.resumed" | "batch.blocked" | "batch.completed" | "batch.canceled" | "job.queued" | "job.started" | "job.stage" | "job.progress" | "job.message" | "job.timeline" | "job.blocked" | "job.unblocked" | "job.completed" | "job.failed" | "job.canceled";
            /** @description 1, 2, 3 … within its job; for `batch.*`, within its batch */
            seq: number;
            batch_id: string;
            job_id: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            /** @description `request_id` names the request that it came of, if one did */
            data: {
                [key: string]: unknown;
            };
        };
        File: {
            id: string;
            /** @constant */
            object: "file";
            filename: string;
            content_type: string;
            bytes: number;
            sha256: string;
            width: number | null;
            height: number | null;
            /** @enum {string} */
            purpose: "media" | "video";
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
        };
        /** @description The first message: every change that is committed from now on is told */
        Hello: {
            /** @constant */
            object: "hello";
        };
        Job: {
            id: string;
            /** @constant */
            object: "job";
            batch_id: string;
            reference: string | null;
            /** @enum {string} */
            status: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            /** @description 100 exactly when completed */
            progress: number;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            language: string;
            output: {
                format: string;
                quality: string;
            };
            media: {
                file_id: string | null;
                source_url: string | null;
                filename: string | null;
                /** @enum {string} */
                status: "pending" | "uploading" | "uploaded" | "failed";
            }[];
            steps: {
                index: number;
                instruction: string;
                render: boolean;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed";
                /** @description what this step brought itself; the first step has the media of the job */
                media: {
                    file_id: string | null;
                    source_url: string | null;
                    filename: string | null;
                    /** @enum {string} */
                    status: "pending" | "uploading" | "uploaded" | "failed";
                }[];
                /** @description what NEMO said, less its directions for a screen; what it changed, when it said nothing; null while neither is known */
                reply: string | null;
                changes: string[];
                timeline: components["schemas"]["Timeline"] | null;
                video: components["schemas"]["Video"] | null;
            }[];
            /** @description the last rendered step's */
            video: components["schemas"]["Video"] | null;
            /** @description the last step's */
            timeline: components["schemas"]["Timeline"] | null;
            error: components["schemas"]["JobError"] | null;
            blocked: components["schemas"]["Blocked"] | null;
            /** @description what the job was told of, without stopping for it */
            warnings: components["schemas"]["Warning"][];
            credits: {
                spent: number;
            };
            attempts: number;
            nemo: {
                session_id: string | null;
                task_id: string | null;
                claim_url: string | null;
                render_id: string | null;
            };
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            links: {
                self: string;
                batch: string;
                events: string;
            };
        };
        JobBlockedWebhook: {
            /** @constant */
            type: "job.blocked";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookJob"];
        };
        JobCanceledWebhook: {
            /** @constant */
            type: "job.canceled";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookJob"];
        };
        JobCompletedWebhook: {
            /** @constant */
            type: "job.completed";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookJob"];
        };
        JobError: {
            /** @enum {string} */
            code: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
            message: string;
            /** @description what to do about it */
            action: string;
            nemo_code: number | null;
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            retryable: boolean;
            /** @description whether credits were spent */
            billed: boolean | "unknown";
            /** @enum {string} */
            fix_by: "caller" | "operator" | "provider";
        };
        JobFailedWebhook: {
            /** @constant */
            type: "job.failed";
            /**
             * Format: date-time
             * @description of the event
             */
            timestamp: string;
            data: components["schemas"]["WebhookJob"];
        };
        JobRow: {
            id: string;
            /** @constant */
            object: "job_row";
            /** @description in the batch, from 0 */
            position: number;
            reference: string | null;
            /** @enum {string} */
            status: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            progress: number;
            /** @description of its first step, the first 160 characters */
            instruction: string;
            steps: number;
            /** @description of all its steps */
            media: number;
            /** @description its first photo that is a file of ours */
            thumbnail_file_id: string | null;
            error: {
                /** @enum {string} */
                code: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
                message: string;
                retryable: boolean;
            } | null;
            blocked_reason: ("credits_exhausted" | "plan_required" | "credentials_rejected" | "budget_reached") | null;
            credits_spent: number;
            attempts: number;
            /** @description the last step's that has one */
            video: {
                file_id: string;
                duration_ms: number | null;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
        };
        JobRowList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["JobRow"][];
            /** @description rows that match, on all pages */
            total: number;
            offset: number;
        };
        JobTimeline: {
            summary: string;
            duration_ms: number;
            tracks: ({
                type: string;
                name?: string | null;
                segments: ({
                    start_ms: number;
                    end_ms: number;
                    name?: string | null;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
            step_index: number;
        } & {
            [key: string]: unknown;
        };
        MessageAnswer: {
            /**
             * @description what it was taken for
             * @enum {string}
             */
            action: "export" | "credits" | "status" | "upload" | "edit";
            /** @description for the person, in the language of the job */
            reply: string;
            /** @description of the step that works or renders now */
            step_index?: number;
            /** @description to `status` */
            timeline?: components["schemas"]["Timeline"] | null;
            /** @description to `credits`: of the account, as far as it is known */
            credits?: {
                available: number | null;
                frozen: number | null;
                total: number | null;
                checked_at: string | null;
            };
        };
        NewAccount: {
            name: string;
            /**
             * @description not said: `token` with a token, else `anonymous`
             * @enum {string}
             */
            kind?: "anonymous" | "token";
            /** @description of NemoVideo; kept encrypted and never shown again */
            token?: string;
            /** @description not said: NEMO_MAX_ACTIVE_JOBS */
            max_active_jobs?: number;
        };
        NewApiKey: {
            name: string;
            /** @description `jobs:read`: see batches, jobs, files, events. `jobs:write`: make and change them. `webhooks`: endpoints and deliveries. `admin`: all of these, and the keys, projects, accounts and audit log of the whole installation */
            scopes: ("jobs:read" | "jobs:write" | "webhooks" | "admin")[];
            /** @description whose objects the key sees; not said: the project of the caller */
            project_id?: string;
        };
        NewBatch: {
            name?: string | null;
            defaults?: {
                /** @description what NEMO shall do, in words */
                instruction?: string;
                language?: string;
                /** @enum {string} */
                priority?: "low" | "normal" | "high";
                output?: {
                    /**
                     * @default mp4
                     * @constant
                     */
                    format?: "mp4";
                    /**
                     * @default high
                     * @enum {string}
                     */
                    quality?: "low" | "medium" | "high";
                };
                /**
                 * @description when NEMO loses the session: start over in a new one, which is paid again, or fail the job; restart
                 * @enum {string}
                 */
                on_session_lost?: "restart" | "fail";
            };
            /** @description kept and given back; at most 50 keys */
            metadata?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description told of this batch and its jobs; its secret is in the answer, once */
            webhook?: components["schemas"]["NewBatchWebhook"] | null;
            /** @description not supported yet */
            max_credits?: unknown;
            scheduled_at?: string | null;
            /** @description not supported yet */
            reuse?: unknown;
            /** @description not supported yet */
            pilot?: unknown;
            /** @description not supported yet */
            stop_on_failure_rate?: unknown;
            /** @description takes more jobs until it is closed; jobs start as they arrive */
            open?: boolean | null;
            /** @description at least one, unless the batch is open */
            jobs?: components["schemas"]["NewJob"][];
        };
        NewBatchWebhook: {
            /** @description http or https; it is sent to as it is, redirects are not followed */
            url: string;
            events?: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[] | null;
        };
        NewJob: {
            /** @description your own name for it, unique within its batch */
            reference?: string | null;
            /** @description 1–100 photos or clips, for the first step */
            media?: (string | {
                file_id: string;
            } | {
                /** @description multipart only: the file name of a part */
                file: string;
            })[];
            /** @description short for one rendered step */
            instruction?: string;
            steps?: {
                /** @description what NEMO shall do, in words */
                instruction: string;
                media?: (string | {
                    file_id: string;
                } | {
                    /** @description multipart only: the file name of a part */
                    file: string;
                })[];
                /** @description the last step renders unless it says no, the others if they say so */
                render?: boolean;
            }[];
            language?: string;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            output?: {
                /**
                 * @default mp4
                 * @constant
                 */
                format?: "mp4";
                /**
                 * @default high
                 * @enum {string}
                 */
                quality?: "low" | "medium" | "high";
            };
            /**
             * @description when NEMO loses the session: start over in a new one, which is paid again, or fail the job; restart
             * @enum {string}
             */
            on_session_lost?: "restart" | "fail";
            /** @description kept and given back; at most 50 keys */
            metadata?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description not supported yet */
            max_credits?: unknown;
            /** @description not supported yet */
            reuse?: unknown;
            /** @description not supported yet */
            scheduled_at?: unknown;
        };
        NewMessage: {
            /** @description in English or Chinese */
            text: string;
        };
        NewProject: {
            /** @description a label; projects may share one */
            name: string;
        };
        NewSession: {
            /** @description an API key, or the admin key of the settings */
            key: string;
        };
        NewSingleJob: {
            /** @description your own name for it, unique within its batch */
            reference?: string | null;
            /** @description 1–100 photos or clips, for the first step */
            media?: (string | {
                file_id: string;
            } | {
                /** @description multipart only: the file name of a part */
                file: string;
            })[];
            /** @description short for one rendered step */
            instruction?: string;
            steps?: {
                /** @description what NEMO shall do, in words */
                instruction: string;
                media?: (string | {
                    file_id: string;
                } | {
                    /** @description multipart only: the file name of a part */
                    file: string;
                })[];
                /** @description the last step renders unless it says no, the others if they say so */
                render?: boolean;
            }[];
            language?: string;
            /** @enum {string} */
            priority?: "low" | "normal" | "high";
            output?: {
                /**
                 * @default mp4
                 * @constant
                 */
                format?: "mp4";
                /**
                 * @default high
                 * @enum {string}
                 */
                quality?: "low" | "medium" | "high";
            };
            /**
             * @description when NEMO loses the session: start over in a new one, which is paid again, or fail the job; restart
             * @enum {string}
             */
            on_session_lost?: "restart" | "fail";
            /** @description kept and given back; at most 50 keys */
            metadata?: {
                [key: string]: string | number | boolean | null;
            };
            /** @description not supported yet */
            max_credits?: unknown;
            /** @description not supported yet */
            reuse?: unknown;
            scheduled_at?: string | null;
            /** @description told of this batch and its jobs; its secret is in the answer, once */
            webhook?: components["schemas"]["NewBatchWebhook"] | null;
        };
        /** @description one step, or several in order; files are named by their `file_id` */
        NewSteps: {
            /** @description what NEMO shall do, in words */
            instruction: string;
            media?: (string | {
                file_id: string;
            } | {
                /** @description multipart only: the file name of a part */
                file: string;
            })[];
            /** @description the last step renders unless it says no, the others if they say so */
            render?: boolean;
        } | {
            steps: {
                /** @description what NEMO shall do, in words */
                instruction: string;
                media?: (string | {
                    file_id: string;
                } | {
                    /** @description multipart only: the file name of a part */
                    file: string;
                })[];
                /** @description the last step renders unless it says no, the others if they say so */
                render?: boolean;
            }[];
        };
        NewWebhookEndpoint: {
            /** @description http or https; it is sent to as it is, redirects are not followed */
            url: string;
            events?: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[] | null;
            description?: string | null;
            enabled?: boolean;
            /** @description told of this batch and its jobs alone; not said: of the whole project */
            batch_id?: string | null;
        };
        Project: {
            id: string;
            /** @constant */
            object: "project";
            name: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
        };
        ProjectPatch: {
            name: string;
        };
        RecoverDeliveries: {
            /**
             * Format: date-time
             * @description of what happened then or later
             */
            since: string;
        };
        RecoveredDeliveries: {
            /** @constant */
            object: "recovered_deliveries";
            endpoint_id: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            since: string;
            count: number;
        };
        RetryBatch: {
            /** @description only failed jobs with these error codes */
            codes?: ("unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal")[];
            /** @description tells what would be retried and changes nothing */
            dry_run?: boolean;
        };
        RetryEstimate: {
            /** @constant */
            object: "retry_estimate";
            jobs: number;
            /** @description that these jobs would still have to pay, by the price list of NEMO */
            credits: number;
        };
        RotatedWebhookSecret: {
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            url: string;
            events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
            description: string | null;
            enabled: boolean;
            /** @description told of this batch alone; null: of the whole project */
            batch_id: string | null;
            /** @description why the service, and not a person, disabled it */
            disabled: {
                /** @enum {string} */
                reason: "gone" | "failing";
                message: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                at: string;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            links: {
                self: string;
                deliveries: string;
            };
            /** @description how it has been answering */
            health: {
                /**
                 * @description `failing`: the last attempt did not arrive; `down`: so many that it is only probed
                 * @enum {string}
                 */
                status: "ok" | "failing" | "down" | "disabled";
                failing_since: string | null;
                /** @description in a row */
                failures: number;
                /** @description nothing is sent before: its Retry-After, or the next probe */
                held_until: string | null;
                /** @description deliveries that still wait */
                pending: number;
                /** @description the last 500 attempts of the last 24 hours; times of those that were answered */
                recent: {
                    attempts: number;
                    succeeded: number;
                    success_rate: number | null;
                    median_ms: number | null;
                    p95_ms: number | null;
                    last_attempt_at: string | null;
                };
            };
            /** @description `whsec_…`, this once */
            secret: string;
            /**
             * Format: date-time
             * @description until then the one before signs too
             */
            previous_secret_expires_at: string;
        };
        Session: {
            /** @constant */
            object: "session";
            /** @description the key that it acts as */
            key: {
                /** @description null: the admin key of the settings */
                id: string | null;
                name: string;
                prefix: string | null;
            };
            project: {
                id: string;
                name: string;
            };
            scopes: ("jobs:read" | "jobs:write" | "webhooks" | "admin")[];
            /** @description goes along in `X-CSRF-Token` with everything but `GET` and `HEAD` */
            csrf_token: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            /**
             * Format: date-time
             * @description unless it is used until then, and then at the latest seven days after it began
             */
            expires_at: string;
        };
        Stats: {
            /** @constant */
            object: "stats";
            /**
             * Format: date-time
             * @description widened to whole intervals, as `to` is
             */
            from: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            to: string;
            /** @description chosen so that there are between 24 and 100 of them */
            interval_seconds: number;
            /** @description jobs by when and how they ended last, interval by interval, those without any too */
            throughput: {
                /**
                 * Format: date-time
                 * @description when the interval begins
                 */
                at: string;
                completed: number;
                failed: number;
                canceled: number;
                /** @description that the jobs which ended then have spent, in all their attempts */
                credits: number;
            }[];
            totals: {
                completed: number;
                failed: number;
                canceled: number;
                /** @description of what completed or failed; null: nothing did */
                failure_rate: number | null;
                credits: number;
            };
            /** @description how long the latest 500 jobs that completed in the span were in each stage, in the order of stages; waiting for a slot and being blocked is not counted */
            stages: {
                /** @enum {string} */
                stage: "session" | "upload" | "instruct" | "verify" | "render" | "fetch";
                /** @description jobs that were in it */
                count: number;
                median_ms: number;
                p90_ms: number;
            }[];
            /** @description now */
            queue: {
                queued: number;
                running: number;
                blocked: number;
                /** @description how long the job has waited that waits longest for its first slot; null: none does */
                oldest_queued_seconds: number | null;
            };
        };
        System: {
            /** @constant */
            object: "system";
            version: string;
            /** @description The version of Node that it runs on */
            node: string;
            /**
             * Format: date-time
             * @description When the process that answers was started
             */
            started_at: string;
            uptime_seconds: number;
            /** @description true: a stand-in makes the videos, NemoVideo does not */
            sandbox: boolean;
            nemo: {
                /** @enum {string} */
                mode: "sandbox" | "real";
                api_url: string;
            };
            backends: {
                /** @enum {string} */
                database: "embedded" | "external";
                /** @enum {string} */
                queue: "postgres" | "redis";
                /** @enum {string} */
                storage: "disk" | "s3";
            };
            /** @description null while the queue cannot be reached */
            queues: {
                name: string;
                waiting: number;
                delayed: number;
                active: number;
            }[] | null;
            workers: {
                alive: number;
                /** @description Of the last day, those seen last first; null without the scope `admin` */
                list: {
                    id: string;
                    version: string;
                    /** @description false: it was not seen for 30 s and did not say goodbye */
                    alive: boolean;
                    /**
                     * Format: date-time
                     * @description RFC 3339, UTC
                     */
                    started_at: string;
                    /**
                     * Format: date-time
                     * @description RFC 3339, UTC
                     */
                    seen_at: string;
                }[] | null;
            };
        };
        Timeline: {
            summary: string;
            duration_ms: number;
            tracks: ({
                type: string;
                name?: string | null;
                segments: ({
                    start_ms: number;
                    end_ms: number;
                    name?: string | null;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        ToldWebhookEndpoint: {
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            url: string;
            events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
            description: string | null;
            enabled: boolean;
            /** @description told of this batch alone; null: of the whole project */
            batch_id: string | null;
            /** @description why the service, and not a person, disabled it */
            disabled: {
                /** @enum {string} */
                reason: "gone" | "failing";
                message: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                at: string;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            links: {
                self: string;
                deliveries: string;
            };
        };
        Video: {
            file_id: string;
            /**
             * Format: uri
             * @description signed; no key is needed until it expires
             */
            url: string;
            bytes: number;
            sha256: string;
            duration_ms: number | null;
            width: number | null;
            height: number | null;
        };
        Warning: {
            code: string;
            message: string;
        };
        WebhookAttempt: {
            number: number;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            at: string;
            /** @description of HTTP; null: there was no answer */
            status: number | null;
            /** @description null: it was delivered */
            error: string | null;
            duration_ms: number;
            /** @description the first 1 kB */
            response_body: string | null;
        };
        WebhookBatch: {
            id: string;
            /** @constant */
            object: "batch";
            name: string | null;
            /**
             * @description `completed` when every job has ended, however each ended
             * @enum {string}
             */
            status: "scheduled" | "queued" | "running" | "awaiting_release" | "blocked" | "paused" | "completed" | "canceled";
            counts: {
                total: number;
                queued: number;
                running: number;
                blocked: number;
                completed: number;
                failed: number;
                canceled: number;
            };
            progress: number;
            credits: {
                estimated: number | null;
                spent: number;
            };
            max_credits: null;
            /** @description takes more jobs, until it is closed */
            open: boolean;
            /** @description nothing of it was or is begun before */
            scheduled_at: string | null;
            /** @description its own endpoint, as long as that exists */
            webhook: {
                endpoint_id: string;
                url: string;
                events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
                /** @description `whsec_…`, in the answer that made the batch and never again */
                secret?: string;
            } | null;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            links: {
                self: string;
                jobs: string;
                events: string;
                results: string;
            };
            /** @description the number of the event within its batch: drop what is older than you know */
            seq: number;
            /** @description failed jobs by error code */
            error_counts: {
                [key: string]: number;
            };
            /** @description long parts that were left out so that the body stays under 20 kB; `links.self` has them */
            omitted: string[];
        };
        WebhookDelivery: {
            id: string;
            /** @constant */
            object: "webhook_delivery";
            endpoint_id: string;
            /** @enum {string} */
            event: "job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test";
            /** @description the event's id; the same for each attempt and each endpoint */
            webhook_id: string;
            batch_id: string | null;
            job_id: string | null;
            /**
             * @description `failed`: tried as often as the schedule says; `discarded`: not tried any more, the endpoint is disabled or gone
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed" | "discarded";
            attempts: components["schemas"]["WebhookAttempt"][];
            next_attempt_at: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            ended_at: string | null;
            links: {
                self: string;
                endpoint: string;
            };
        };
        WebhookDeliveryDetail: {
            id: string;
            /** @constant */
            object: "webhook_delivery";
            endpoint_id: string;
            /** @enum {string} */
            event: "job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test";
            /** @description the event's id; the same for each attempt and each endpoint */
            webhook_id: string;
            batch_id: string | null;
            job_id: string | null;
            /**
             * @description `failed`: tried as often as the schedule says; `discarded`: not tried any more, the endpoint is disabled or gone
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed" | "discarded";
            attempts: components["schemas"]["WebhookAttempt"][];
            next_attempt_at: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            ended_at: string | null;
            links: {
                self: string;
                endpoint: string;
            };
            /** @description what is sent */
            body: {
                [key: string]: unknown;
            };
        };
        WebhookEndpoint: {
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            url: string;
            events: ("job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test")[];
            description: string | null;
            enabled: boolean;
            /** @description told of this batch alone; null: of the whole project */
            batch_id: string | null;
            /** @description why the service, and not a person, disabled it */
            disabled: {
                /** @enum {string} */
                reason: "gone" | "failing";
                message: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC
                 */
                at: string;
            } | null;
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            links: {
                self: string;
                deliveries: string;
            };
            /** @description how it has been answering */
            health: {
                /**
                 * @description `failing`: the last attempt did not arrive; `down`: so many that it is only probed
                 * @enum {string}
                 */
                status: "ok" | "failing" | "down" | "disabled";
                failing_since: string | null;
                /** @description in a row */
                failures: number;
                /** @description nothing is sent before: its Retry-After, or the next probe */
                held_until: string | null;
                /** @description deliveries that still wait */
                pending: number;
                /** @description the last 500 attempts of the last 24 hours; times of those that were answered */
                recent: {
                    attempts: number;
                    succeeded: number;
                    success_rate: number | null;
                    median_ms: number | null;
                    p95_ms: number | null;
                    last_attempt_at: string | null;
                };
            };
        };
        WebhookJob: {
            id: string;
            /** @constant */
            object: "job";
            batch_id: string;
            reference: string | null;
            /** @enum {string} */
            status: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
            stage: ("session" | "upload" | "instruct" | "verify" | "render" | "fetch") | null;
            /** @description 100 exactly when completed */
            progress: number;
            /** @enum {string} */
            priority: "low" | "normal" | "high";
            language: string;
            output: {
                format: string;
                quality: string;
            };
            media: {
                file_id: string | null;
                source_url: string | null;
                filename: string | null;
                /** @enum {string} */
                status: "pending" | "uploading" | "uploaded" | "failed";
            }[];
            steps: {
                index: number;
                instruction: string;
                render: boolean;
                /** @enum {string} */
                status: "pending" | "running" | "completed" | "failed";
                /** @description what this step brought itself; the first step has the media of the job */
                media: {
                    file_id: string | null;
                    source_url: string | null;
                    filename: string | null;
                    /** @enum {string} */
                    status: "pending" | "uploading" | "uploaded" | "failed";
                }[];
                /** @description what NEMO said, less its directions for a screen; what it changed, when it said nothing; null while neither is known */
                reply: string | null;
                changes: string[];
                timeline: components["schemas"]["Timeline"] | null;
                video: components["schemas"]["Video"] | null;
            }[];
            /** @description the last rendered step's */
            video: components["schemas"]["Video"] | null;
            /** @description the last step's */
            timeline: components["schemas"]["Timeline"] | null;
            error: components["schemas"]["JobError"] | null;
            blocked: components["schemas"]["Blocked"] | null;
            /** @description what the job was told of, without stopping for it */
            warnings: components["schemas"]["Warning"][];
            credits: {
                spent: number;
            };
            attempts: number;
            nemo: {
                session_id: string | null;
                task_id: string | null;
                claim_url: string | null;
                render_id: string | null;
            };
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, UTC
             */
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            links: {
                self: string;
                batch: string;
                events: string;
            };
            /** @description the number of the event within its job: drop what is older than you know */
            seq: number;
            /** @description long parts that were left out so that the body stays under 20 kB; `links.self` has them */
            omitted: string[];
        };
    };
    responses: never;
    parameters: {
        /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
        IdempotencyKey: string;
        /** @description The `id` of the last event that was seen: the stream goes on behind it */
        LastEventId: string;
        /** @description Part of the file, as in `bytes=0-1023` */
        Range: string;
        /** @description The part only if this is still the `ETag` */
        IfRange: string;
        /** @description Nothing if this is the `ETag` */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in the text format of Prometheus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                purpose?: "media" | "video";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["File"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createFiles: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** @description Photos and clips */
                    file: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"] | {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["File"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
        };
    };
    deleteFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFileContent: {
        parameters: {
            query?: {
                expires?: string;
                signature?: string;
            };
            header?: {
                /** @description Part of the file, as in `bytes=0-1023` */
                Range?: components["parameters"]["Range"];
                /** @description The part only if this is still the `ETag` */
                "If-Range"?: components["parameters"]["IfRange"];
                /** @description Nothing if this is the `ETag` */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description the range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description the caller has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getFileThumbnail: {
        parameters: {
            query?: {
                /** @description Pixels on the longest side */
                size?: "160" | "320" | "640";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The photo, 160, 320, 640 pixels on its longest side, or smaller if it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": string;
                };
            };
            /** @description the caller has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                status?: "scheduled" | "queued" | "running" | "awaiting_release" | "blocked" | "paused" | "completed" | "canceled";
                /** @description finds names that contain it */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Batch"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createBatch: {
        parameters: {
            query?: {
                /** @description checks everything, looks at each media URL, and creates nothing */
                dry_run?: "true" | "false";
                /** @description CSV only: the name of the batch */
                name?: string;
                /** @description CSV only: for rows without one */
                instruction?: string;
                /** @description CSV only: for rows without one */
                language?: string;
                /** @description not supported yet */
                source?: unknown;
            };
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
                "application/x-ndjson": string;
                "text/csv": string;
                "multipart/form-data": {
                    batch: components["schemas"]["NewBatch"];
                    /** @description Photos and clips */
                    file?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    listBatchJobs: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                status?: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
                reference?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Job"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    addJobs: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"][];
                "application/x-ndjson": string;
                "multipart/form-data": {
                    /** @description with the defaults of the batch */
                    jobs: components["schemas"]["NewJob"][];
                    /** @description Photos and clips */
                    file?: string[];
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    listJobRows: {
        parameters: {
            query?: {
                status?: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
                error_code?: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
                /** @description finds jobs that hold it, in any case, in reference, metadata, an instruction or the error */
                q?: string;
                /** @description `attention`: failed, blocked, running, queued, completed, canceled, and then by position */
                order?: "attention" | "position";
                /** @description rows before the page */
                offset?: number;
                /** @description 1–200 */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobRowList"];
                };
            };
        };
    };
    getBatchStats: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchStats"];
                };
            };
        };
    };
    getBatchResults: {
        parameters: {
            query?: {
                /** @description when left out, what `Accept` asks for, and else `ndjson` */
                format?: "ndjson" | "csv";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line a job */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    pauseBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    resumeBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    closeBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    retryBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryBatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"] | components["schemas"]["RetryEstimate"];
                };
            };
        };
    };
    getBatchEvents: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description The `id` of the last event that was seen: the stream goes on behind it */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                status?: "queued" | "running" | "blocked" | "completed" | "failed" | "canceled";
                reference?: string;
                batch_id?: string;
                error_code?: "unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal";
                /** @description finds jobs that hold it, in any case, in reference, metadata, an instruction or the error */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Job"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: {
                /** @description checks everything, looks at each media URL, and creates nothing */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSingleJob"];
                "multipart/form-data": {
                    job: components["schemas"]["NewSingleJob"];
                    /** @description Photos and clips */
                    file?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DryRun"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedJob"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    getJobVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `Location` is a signed link */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getJobTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobTimeline"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    cancelJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkSelection"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"] | components["schemas"]["BulkEstimate"];
                };
            };
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    retryJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkSelection"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResult"] | components["schemas"]["BulkEstimate"];
                };
            };
        };
    };
    addSteps: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSteps"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
        };
    };
    getJobEvents: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description The `id` of the last event that was seen: the stream goes on behind it */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What happened, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getChanges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed, until you leave */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                /** @description of this batch; `none`: those of the whole project */
                batch_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["WebhookEndpoint"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedWebhookEndpoint"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedWebhookSecret"];
                };
            };
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    recoverWebhookDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverDeliveries"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveredDeliveries"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                endpoint_id?: string;
                status?: "pending" | "succeeded" | "failed" | "discarded";
                event?: "job.completed" | "job.failed" | "job.blocked" | "job.canceled" | "batch.completed" | "batch.blocked" | "batch.canceled" | "endpoint.disabled" | "endpoint.test";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["WebhookDelivery"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetail"];
                };
            };
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description in it; a day before `to` when left out */
                from?: string;
                /** @description not in it; now when left out */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
        };
    };
    listErrorGroups: {
        parameters: {
            query?: {
                /** @description in it; a day before `to` when left out */
                from?: string;
                /** @description not in it; now when left out */
                to?: string;
                batch_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroupList"];
                };
            };
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["System"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                status?: "ok" | "blocked";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Account"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    changeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    resumeAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    refreshAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["ApiKey"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Project"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Any text of your own: for 24 hours the same request under the same key is carried out once */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    changeProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
                action?: string;
                /** @description the id of a key; `admin_key`: the one of the settings */
                actor?: string;
                object_id?: string;
                /** @description not older than this */
                since?: string;
                /** @description older than this */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["AuditEntry"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    JobCompletedWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobCompletedWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    JobFailedWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobFailedWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    JobBlockedWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobBlockedWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    JobCanceledWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobCanceledWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    BatchCompletedWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchCompletedWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    BatchBlockedWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchBlockedWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    BatchCanceledWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchCanceledWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    EndpointDisabledWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointDisabledWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    EndpointTestWebhook: {
        parameters: {
            query?: never;
            header: {
                /** @description The same for each attempt and each endpoint: what was seen before is to be dropped */
                "webhook-id": string;
                /** @description When this attempt was made, in seconds since 1970 */
                "webhook-timestamp": string;
                /** @description HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks says: `v1,` and base64, one for each secret that is good, separated by spaces */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointTestWebhook"];
            };
        };
        responses: {
            /** @description Delivered. Anything else, a redirect too, and no answer in time: it is sent again */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
