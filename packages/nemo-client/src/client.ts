import * as account from './calls/account.ts'
import * as downloads from './calls/download.ts'
import * as renders from './calls/render.ts'
import { sendMessage } from './calls/send-message.ts'
import * as sessions from './calls/session.ts'
import * as uploads from './calls/upload.ts'
import { type NemoClientOptions, resolveOptions } from './options.ts'
import { createTransport, type Transport } from './transport.ts'

type Bound<Call> = Call extends (transport: Transport, input: infer Input) => infer Result
  ? (input: Input) => Result
  : never

/**
 * Every call of NEMO, each sent once; only `credits`, `state` and `pollRender` are tried again, at most twice, when the
 * connection fails. All take `token` (but `anonymousToken` and `downloadOutput`) and an optional `signal`, and throw
 * NemoError. What each takes and answers is documented with its function under `calls/`.
 */
export type NemoClient = {
  readonly anonymousToken: Bound<typeof account.anonymousToken>
  readonly openSession: Bound<typeof sessions.openSession>
  readonly claimLink: Bound<typeof sessions.claimLink>
  readonly uploadFiles: Bound<typeof uploads.uploadFiles>
  readonly uploadUrls: Bound<typeof uploads.uploadUrls>
  readonly sendMessage: Bound<typeof sendMessage>
  readonly credits: Bound<typeof account.credits>
  readonly state: Bound<typeof sessions.state>
  readonly submitRender: Bound<typeof renders.submitRender>
  readonly pollRender: Bound<typeof renders.pollRender>
  readonly cancelRender: Bound<typeof renders.cancelRender>
  readonly downloadOutput: Bound<typeof downloads.downloadOutput>
  readonly downloadRender: Bound<typeof downloads.downloadRender>
  /** Ends all connections at once; calls under way fail with `aborted` or `network`. */
  readonly close: () => Promise<void>
}

/** Makes a client with its own connections. Throws a TypeError when an address of the options is no http(s) URL. */
export function createNemoClient(options: NemoClientOptions): NemoClient {
  const transport = createTransport(resolveOptions(options))
  const bind =
    <Input, Result>(call: (transport: Transport, input: Input) => Result) =>
    (input: Input): Result =>
      call(transport, input)
  return {
    anonymousToken: bind(account.anonymousToken),
    openSession: bind(sessions.openSession),
    claimLink: bind(sessions.claimLink),
    uploadFiles: bind(uploads.uploadFiles),
    uploadUrls: bind(uploads.uploadUrls),
    sendMessage: bind(sendMessage),
    credits: bind(account.credits),
    state: bind(sessions.state),
    submitRender: bind(renders.submitRender),
    pollRender: bind(renders.pollRender),
    cancelRender: bind(renders.cancelRender),
    downloadOutput: bind(downloads.downloadOutput),
    downloadRender: bind(downloads.downloadRender),
    close: transport.close,
  }
}
