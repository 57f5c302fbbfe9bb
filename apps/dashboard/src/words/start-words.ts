import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = { en: 'English', zh: '中文' } as const
export type Language = keyof typeof LANGUAGES

const KEPT_AS = 'nemo-batch-language'
const LOADERS = { en: () => import('./en/index.ts'), zh: () => import('./zh/index.ts') }

/** What was chosen before, else what the browser asks for. */
const wanted = (): Language => {
  const kept = localStorage.getItem(KEPT_AS)
  const asked = [...(kept === null ? [] : [kept]), ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase())
  return asked.find((tag): tag is Language => tag in LANGUAGES) ?? 'en'
}

/** One language is loaded, whole. */
export async function startWords(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .init({ defaultNS: 'common', interpolation: { escapeValue: false }, resources: {} })
  await show(wanted())
}

/** Keeps the choice, for this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language)
  await show(language)
}

async function show(language: Language): Promise<void> {
  const { default: words } = await LOADERS[language]()
  for (const [namespace, resources] of Object.entries(words)) i18next.addResourceBundle(language, namespace, resources)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : language
}
