import { describe, expect, it } from 'vitest'
import { ConfigError, nemoEndpoint, parseConfig, skillPlatform, usesSandbox } from './config.ts'
import { newEncryptionKey } from './generated-keys.ts'

describe('the environment', () => {
  it('may be empty: every setting has a default or is found out', () => {
    const config = parseConfig({})
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      NEMO_MAX_ACTIVE_JOBS: 8,
      ALLOW_PRIVATE_NETWORKS: false,
    })
    expect(config.DATA_DIR).toMatch(/\/\.data$/)
    expect(usesSandbox(config)).toBe(true)
  })

  it('that is wrong in several places is told about all of them at once, without the values', () => {
    const wrong = {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      ENCRYPTION_KEY: 'c2hvcnQ=',
      LOG_LEVEL: 'loud',
    }
    const error = (() => {
      try {
        parseConfig(wrong)
      } catch (thrown) {
        return thrown
      }
      return null
    })()
    expect(error).toBeInstanceOf(ConfigError)
    const { message } = error as ConfigError
    for (const name of Object.keys(wrong)) expect(message).toContain(name)
    expect(message).not.toContain('hunter2')
  })

  it('counts an empty variable as unset', () => {
    expect(parseConfig({ PORT: '', REDIS_URL: '', NEMO_TOKEN: '' })).toMatchObject({ PORT: 3000 })
  })

  it('must name the encryption key beside an external database, for the data would outlive a generated one', () => {
    const external = { DATABASE_URL: 'postgres://u:p@h/d' }
    expect(() => parseConfig(external)).toThrow('ENCRYPTION_KEY must be set')
    expect(parseConfig({ ...external, ENCRYPTION_KEY: newEncryptionKey() }).DATABASE_URL).toBe(external.DATABASE_URL)
  })

  it.each([
    [{}, true],
    [{ NEMO_TOKEN: 'nmv_usr_1' }, false],
    [{ NEMO_API_URL: 'https://nemo.example' }, false],
  ])('with %j uses the sandbox: %s', (environment, expected) => {
    expect(usesSandbox(parseConfig(environment))).toBe(expected)
  })
})

describe('the schedule of webhooks', () => {
  const scheduleOf = (text?: string) => parseConfig({ WEBHOOK_RETRY_SCHEDULE: text }).WEBHOOK_RETRY_SCHEDULE

  it('is the usual one of webhook services when nobody says another', () => {
    const [minute, hour] = [60_000, 3_600_000]
    const usual = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]
    expect(scheduleOf()).toEqual(usual)
    expect(scheduleOf('')).toEqual(usual)
    expect(parseConfig({}).WEBHOOK_TIMEOUT_MS).toBe(15_000)
  })

  it.each([
    ['500ms', [500]],
    ['5s, 5m ,2h,1d', [5_000, 300_000, 7_200_000, 86_400_000]],
    [Array(30).fill('1s').join(), Array(30).fill(1_000)],
    ['14d', [14 * 86_400_000]],
  ])('is read from %s', (text, delaysMs) => {
    expect(scheduleOf(text)).toEqual(delaysMs)
  })

  it.each(['soon', '5', '5s,', '0s', '-5s', '1.5s', '5 s', '15d', '99999999999s', Array(31).fill('1s').join()])(
    'is refused as %s',
    (text) => {
      expect(() => scheduleOf(text)).toThrow('WEBHOOK_RETRY_SCHEDULE')
    },
  )

  it.each(['0', '-1', 'soon', '1e9'])('is not followed with a timeout of %s', (text) => {
    expect(() => parseConfig({ WEBHOOK_TIMEOUT_MS: text })).toThrow('WEBHOOK_TIMEOUT_MS')
  })
})

describe('the provider', () => {
  it('is the real one unless the sandbox stands in', () => {
    expect(nemoEndpoint(parseConfig({}))).toMatchObject({
      apiUrl: 'https://mega-api-prod.nemovideo.ai',
      isSandbox: false,
    })
    expect(nemoEndpoint(parseConfig({ SANDBOX_URL: 'http://127.0.0.1:3900' }))).toEqual({
      apiUrl: 'http://127.0.0.1:3900',
      webUrl: 'http://127.0.0.1:3900',
      isSandbox: true,
    })
  })

  it.each([
    ['/home/a/.clawhub/nemo-batch', 'clawhub'],
    ['/home/a/.cursor/skills/nemo-batch', 'cursor'],
    ['/srv/nemo-batch', 'unknown'],
  ])('is told, from %s, the platform %s', (installPath, expected) => {
    expect(skillPlatform({}, installPath)).toBe(expected)
    expect(skillPlatform({ SKILL_PLATFORM: 'mine' }, installPath)).toBe('mine')
  })
})
