import { itFinds, itIsSilentAbout } from './it-finds.fixture.ts'

itFinds([
  [
    'an instruction that was sent twice for one attempt',
    ({ message }) => message('rendering', 'make a 3-second video'),
    ({ running }) => `${running} sent the same message 2 times where 1 is most, in session rendering (calls 7, 9)`,
  ],
  [
    'more messages in a session than steps and attempts allow',
    ({ messages }) => Object.assign(messages, { twice: 3 }),
    ({ failed }) => `${failed} (steps: 1, attempts: 2) had 3 messages taken in session twice`,
  ],
  [
    'more messages in a lost session than its job has steps',
    ({ messages }) => Object.assign(messages, { lost: 9 }),
    () => /^session lost, lost by its job, took 9 messages where 2 are most$/,
  ],
  [
    'a message in a session of nobody',
    async ({ message, run }) => {
      await run(`DELETE FROM events WHERE type = 'job.queued' AND seq > 1`)
      message('stray', 'make a 3-second video')
    },
    () => /only 1 can belong to a job: lost, stray$/,
  ],
  [
    'a render that was submitted while another one ran',
    ({ call }) => call('render_submit', 'rendering', { id: 'render_2', code: 409 }, 409),
    () => 'render_2 was submitted while another render of session rendering was running (call 9)',
  ],
  [
    'a call that the provider blames',
    ({ call, faults }) => {
      call('output', 'kept', {}, 200, 'authorization_sent_to_output')
      faults.count = 1
    },
    () => 'the provider blames call 9 (output, session kept): authorization_sent_to_output',
  ],
  [
    'blame of which the log says nothing any more',
    ({ faults }) => Object.assign(faults, { count: 2 }),
    () => 'the provider counted 2 faults; its log still has 0',
  ],
])

itIsSilentAbout([
  [
    'the same instruction as two steps',
    ({ run, ids, message }) => {
      message('kept', 'add music')
      return run(
        `INSERT INTO job_steps (job_id, step_index, instruction, render) VALUES ($1, 2, 'add music', false)`,
        ids.completed,
      )
    },
  ],
  [
    'a lost session that the events still name',
    ({ run, ids, message }) => {
      message('lost', 'add music')
      return run(`UPDATE events SET data = '{"session_id":"lost"}' WHERE job_id = $1 AND seq = 2`, ids.completed)
    },
  ],
  [
    'the forgotten session of a job that is retried',
    async ({ run, ids, message }) => {
      message('forgotten', 'make a 3-second video')
      await run('UPDATE jobs SET session_id = NULL, sessions_opened = 0 WHERE id = $1', ids.failed)
    },
  ],
  [
    'a conflict that was scripted',
    ({ call }) => call('render_submit', 'rendering', { id: 'render_1', scripted: true }, 409),
  ],
])
