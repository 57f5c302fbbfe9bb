import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'

/**
 * Every bound of the HTTP side, with its reason; `hostile/limits.test.ts` reads the effective value of each off a running
 * server. What is bounded by the contract's shapes is in packages/contracts, and why images have so many pixels at most
 * stands where they are read, from their headers alone.
 */

export { MAX_IMAGE_PIXELS } from '@nemo-batch/storage'

const KIB = 1024
const MIB = 1024 * KIB

/** Of everything but jobs: parsed in memory, in one turn of the event loop. */
export const JSON_BODY_BYTES = 4 * MIB
/** 10,000 jobs with ten URLs, an instruction and metadata each. Kept on disk, and read a piece at a time. */
export const BATCH_BODY_BYTES = 64 * MIB
/** Of one job, or one line: 5,000 media in 50 steps, each with a long signed address. */
export const JOB_BYTES = 4 * MIB
/** Of a batch without its jobs: its defaults and metadata, at their limits and escaped throughout. */
export const ENVELOPE_BYTES = 1 * MIB
/** The contract knows a dozen. */
export const ENVELOPE_FIELDS = 100
/** In one piece of JSON. Those of a job at its limits are 10,000; very many small ones take up fifty times their text. */
export const JSON_VALUES = 20_000
/** Metadata has 50 keys at most. */
export const CSV_COLUMNS_TAKEN = 100
/** A hundred of the longest addresses, an instruction and metadata. */
export const CSV_ROW_CHARS = 512 * KIB
/** On local disk, with the defaults spelt out in each job. */
export const SPOOL_BYTES = 1024 * MIB
/** Nobody reads it. */
export const STRAY_FIELD_BYTES = 1 * MIB
/** What NEMO takes. */
export const FILE_BYTES = 200 * MIB
/** All files of one request together; bounds the disk that one request can fill. */
export const FORM_BYTES = 4 * 1024 * MIB
/** Files of one request, and the part that names them. */
export const FORM_PARTS = 1_001
/** The contract's shapes go seven deep. What reads a document may recurse. */
export const JSON_DEPTH = 32
/** Node's own default: a few KB are in use. */
export const HEADER_BYTES = 16 * KIB
/** Ids are shorter. */
export const PARAM_CHARS = 200
export const IDEMPOTENCY_KEY_CHARS = 255
/** A caller repairs a hundred faults before asking again. */
export const FAULTS_TOLD = 100

/** What a dry run looks at: far more than anybody reads about, and little enough to keep. */
export const LOOKED_AT_URLS = 2_000
/** Proxies give an answer up after 60 s. */
export const LOOK_AT_ALL_MS = 25_000
/** A shop's server answers within a second; one that does not is told as such. */
export const LOOK_AT_ONE_MS = 5_000
/** Of all dry runs of this process together, and for one host: no more than a browser asks of it. */
export const LOOKS_AT_ONCE = 32
export const LOOKS_AT_ONE_HOST = 8
/** What it takes to know a format by its first bytes. */
export const LOOKED_AT_BYTES = 4_100

/** A client that has not sent its headers by then sends them slowly on purpose. */
export const HEADERS_TIMEOUT_MS = 15_000
/** How often Node looks for requests that are too late: its default of 30 s would triple what an idle socket gets. */
export const CONNECTION_CHECK_MS = 5_000
/** 4 GiB at 1.2 MB/s. What is slower than {@link SLOW_BYTES_PER_SECOND} ends long before. Fastify's own default is none. */
export const REQUEST_TIMEOUT_MS = 3_600_000
/** Longer than proxies keep theirs (60 s), so that a connection is not closed under a request just sent. */
export const KEEP_ALIVE_TIMEOUT_MS = 72_000
/** An idle one costs 10 KB. Beyond them a connection is closed at once, so that descriptors are left for files. */
export const CONNECTIONS = 12_000

/** A body has to arrive at this pace over each window, as long as it is us who wait. */
export const SLOW_BYTES_PER_SECOND = 1 * KIB
export const SLOW_WINDOW_MS = 20_000
/** A refused body may still be on its way: so long it is read and thrown away, for the client to see the answer. */
export const LINGER_MS = 10_000

/**
 * New requests are refused while turns of the event loop take longer than this, one after the other: whoever waits for
 * several of them gives up and asks again. Taking in the largest batch stays far below it.
 */
export const EVENT_LOOP_TURN_MS = 1_000
/** Fewer are a stall, of a machine that is busy or that slept: there is nothing to shed behind it. */
export const LONG_TURNS = 3
/** Near the end of the heap, collecting garbage takes most of the time; at its end the process dies. */
export const HEAP_USED_BYTES = Math.floor(getHeapStatistics().heap_size_limit * 0.9)
/** Of the machine, or of what the container may take: beyond it the process is killed. */
export const RESIDENT_BYTES = Math.floor(Math.min(totalmem(), process.constrainedMemory() || totalmem()) * 0.85)

/** Of the few seconds that a stop may take in all, what requests under way get. */
export const CLOSE_GRACE_MS = 1_000

/** Proxies cut silent connections after 30 to 60 s. */
export const SSE_COMMENT_EVERY_MS = 15_000
export const SSE_EVENTS_PER_READ = 200
/** A reader that takes nothing for so long is gone. */
export const SSE_STALLED_MS = 60_000
/** Each is a socket and a little memory; the rest of the API must stay reachable. */
export const SSE_STREAMS = 2_000
/** In one process: a shop that watches its batches and a few jobs needs a handful; one key shall not take all. */
export const SSE_STREAMS_PER_KEY = 50
/** How long the streams of a revoked key outlive it. */
export const SSE_KEY_CHECK_EVERY_MS = 2_000

/** Of a whole project, and of one batch: each event of theirs is a delivery for each of them. */
export const WEBHOOK_ENDPOINTS = 1_000
export const WEBHOOK_ENDPOINTS_OF_BATCH = 20
/** A day for the receiver to learn a new secret; until then the one before signs as well. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000

/** Whoever comes back after a night in another place signs in again. */
export const SESSION_IDLE_MS = 12 * 3_600_000
/** However busy: a stolen cookie is worth something for a week. */
export const SESSION_LIFE_MS = 7 * 24 * 3_600_000
/** One write for a session that asks a hundred times a second. */
export const SESSION_SEEN_EVERY_MS = 60_000
/** Browsers that people forgot; a script that signs in for each request shall not fill the table. */
export const SESSIONS_PER_KEY = 100

/** A year, the most that caches keep: files of another content have another name. */
export const DASHBOARD_ASSETS_AGE_MS = 365 * 24 * 3_600_000

/** What requests are counted in, for `API_RATE_LIMIT_PER_MINUTE` and for wrong keys. */
export const COUNT_WINDOW_MS = 60_000
/** From one address. Guessing 256 bits is hopeless anyway: this keeps the noise of a forgotten script down. */
export const FAILED_KEYS_PER_WINDOW = 300
/** Two statements a second for each process, whatever comes; what others counted since is not known. */
export const TELL_COUNTS_AFTER_MS = 500
/** Rows of one statement. */
export const COUNTS_PER_TELLING = 1_000
/** Keys and addresses that a process counts for at a time: a few MB. */
export const COUNTED_KEYS = 10_000
/** The longest IPv6 address, with a zone. */
export const ADDRESS_CHARS = 64

/** Figures that were read so lately are shown again: the address is open, and sums are read from every batch. */
export const METRICS_AGE_MS = 5_000

/** Many who look at the same figures cost one reading of them. */
export const STATS_AGE_MS = 2_000

/** Each decodes a photo with a thread of its own; the other requests must have the processor as well. */
export const THUMBNAILS_AT_ONCE = 2
/** A browser asks for six at a time. Each waits with a socket and no photo yet; these are done within seconds. */
export const THUMBNAILS_WAITING = 100

/** Jobs that a stream of results reads at a time; each may hold fifty steps with their replies. */
export const RESULTS_PER_READ = 100
/** A reader of results that takes nothing for so long is gone. */
export const RESULTS_STALLED_MS = 60_000
