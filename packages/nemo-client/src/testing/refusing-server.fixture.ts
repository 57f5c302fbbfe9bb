import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { parentPort, Worker, workerData } from 'node:worker_threads'

export type HangUp = 'closes' | 'resets'
export type RefusingServer = {
  readonly url: string
  /** Resolves when a request has begun to arrive. */
  readonly asked: () => Promise<void>
  /** The answer is sent and the connection gone by the time that this returns; meanwhile nothing happens in this thread. */
  readonly refuse: () => void
  readonly close: () => Promise<void>
}
type Data = { readonly answer: string; readonly hangUp: HangUp; readonly signals: Int32Array }

const REFUSE = 0
const GONE = 1

/** A server in a thread of its own: it answers the head of a request and hangs up, with the rest of it still to come. */
export async function startRefusingServer(answer: string, hangUp: HangUp): Promise<RefusingServer> {
  const signals = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(new URL(import.meta.url), { workerData: { answer, hangUp, signals } satisfies Data })
  const [port] = await once(worker, 'message')
  const asked = once(worker, 'message')
  return {
    url: `http://127.0.0.1:${port}`,
    asked: async () => void (await asked),
    refuse: () => {
      Atomics.store(signals, REFUSE, 1)
      Atomics.notify(signals, REFUSE)
      Atomics.wait(signals, GONE, 0)
    },
    close: async () => void (await worker.terminate()),
  }
}

function serve({ answer, hangUp, signals }: Data): void {
  const server = createServer((socket) => {
    socket.once('data', () => {
      parentPort?.postMessage('asked')
      Atomics.wait(signals, REFUSE, 0)
      socket.write(answer, () => (hangUp === 'resets' ? socket.resetAndDestroy() : socket.destroy()))
    })
    socket.once('close', () => {
      Atomics.store(signals, GONE, 1)
      Atomics.notify(signals, GONE)
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
}

if (parentPort !== null && workerData?.signals instanceof Int32Array) serve(workerData)
