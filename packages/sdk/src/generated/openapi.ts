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
    "/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file; ranges are taken */
        get: operations["getFileContent"];
        put?: never;
        post?: never;
        delete?: never;
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
        /** Files, newest first */
        get: operations["listFiles"];
        put?: never;
        /** Send photos or clips, in parts named `file` */
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
        /** One file */
        get: operations["getFile"];
        put?: never;
        post?: never;
        /** Delete a file that no unfinished job needs */
        delete: operations["deleteFile"];
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
        /** Batches, newest first */
        get: operations["listBatches"];
        put?: never;
        /** Create a batch of jobs */
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
        /** One batch */
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
        /** The jobs of a batch, newest first */
        get: operations["listBatchJobs"];
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
        /** Cancel every job that has not ended; running ones end within seconds */
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
        /** Begin nothing new until the batch is resumed; what is under way finishes */
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
        /** Let a paused batch go on */
        post: operations["resumeBatch"];
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
        /** Try failed jobs again, or tell what that would cost */
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
        /** What happened to a batch: a stream that `Last-Event-ID` resumes, or a list */
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
        /** Jobs, newest first */
        get: operations["listJobs"];
        put?: never;
        /** Create one job, in a batch of its own */
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
        /** One job */
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
        /** The finished video: leads to a signed link */
        get: operations["getJobVideo"];
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
        /** Cancel a job; a running one ends within seconds */
        post: operations["cancelJob"];
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
        /** Try a failed job again, from where it failed */
        post: operations["retryJob"];
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
        /** What happened to a job: a stream that `Last-Event-ID` resumes, or a list */
        get: operations["getJobEvents"];
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
        /** The NEMO accounts that jobs run on */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
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
        /** One NEMO account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
        /** Let a blocked or slowed account go on, and its jobs with it */
        post: operations["resumeAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewJobInput: {
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
            webhook?: unknown;
            /** @description not supported yet */
            max_credits?: unknown;
            /** @description not supported yet */
            reuse?: unknown;
            /** @description not supported yet */
            scheduled_at?: unknown;
        };
        RetryBatchInput: {
            /** @description only failed jobs with these error codes */
            codes?: ("unsupported_file" | "file_too_large" | "media_unreachable" | "instruction_timeout" | "no_change" | "empty_draft" | "session_lost" | "render_failed" | "render_timeout" | "output_invalid" | "nemo_unavailable" | "outcome_unknown" | "internal")[];
            /** @description tells what would be retried and changes nothing */
            dry_run?: boolean;
        };
        NewBatchInput: {
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
            /** @description not supported yet */
            webhook?: unknown;
            /** @description not supported yet */
            max_credits?: unknown;
            /** @description not supported yet */
            scheduled_at?: unknown;
            /** @description not supported yet */
            reuse?: unknown;
            /** @description not supported yet */
            pilot?: unknown;
            /** @description not supported yet */
            stop_on_failure_rate?: unknown;
            /** @description not supported yet */
            open?: unknown;
            jobs: components["schemas"]["NewJobInput"][];
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
        Blocked: {
            /** @enum {string} */
            reason: "credits_exhausted" | "plan_required" | "credentials_rejected" | "budget_reached";
            message: string;
            action_url: string | null;
        };
        Warning: {
            code: string;
            message: string;
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
                /** @description what NEMO said */
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
        RetryEstimate: {
            /** @constant */
            object: "retry_estimate";
            jobs: number;
            /** @description that these jobs would still have to pay, by the price list of NEMO */
            credits: number;
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
            webhook: null;
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
            };
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
            data: {
                [key: string]: unknown;
            };
        };
        Problem: {
            /** @description a URI that names the kind of problem */
            type: string;
            title: string;
            status: number;
            detail: string;
            instance: string;
            /** @description stable, snake_case */
            code: string;
            request_id: string;
            /** @description the kinds of files that are taken */
            accepted?: string[];
            /** @description every fault of the request, at most 100 of them */
            errors?: {
                /** @description JSON pointer into the request */
                path: string;
                code: string;
                message: string;
            }[];
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
        System: {
            /** @constant */
            object: "system";
            version: string;
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
            };
        };
    };
    responses: never;
    parameters: never;
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
            /** @description Default Response */
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
            /** @description Default Response */
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
    getFileContent: {
        parameters: {
            query?: {
                expires?: string;
                signature?: string;
            };
            header?: never;
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
                    "application/json": unknown;
                };
            };
            /** @description the range asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description the caller has it already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
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
            /** @description Default Response */
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
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    file: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
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
                /** @description not supported yet */
                dry_run?: unknown;
                /** @description not supported yet */
                source?: unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatchInput"];
                "multipart/form-data": {
                    batch: components["schemas"]["NewBatchInput"];
                    /** Format: binary */
                    file?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
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
                "application/json": components["schemas"]["RetryBatchInput"];
            };
        };
        responses: {
            /** @description Default Response */
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
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
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
                /** @description finds in reference, metadata, instruction and error text */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
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
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJobInput"];
                "multipart/form-data": {
                    job: components["schemas"]["NewJobInput"];
                    /** Format: binary */
                    file?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Default Response */
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
            /** @description Default Response */
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
    getJobEvents: {
        parameters: {
            query?: {
                /** @description 1–100 */
                limit?: number;
                /** @description `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        object: "list";
                        data: components["schemas"]["Event"][];
                        has_more: boolean;
                        next_cursor: string | null;
                    };
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
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
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
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
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
            /** @description Default Response */
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
            /** @description Default Response */
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
}
