/** Whether a language tag is of Chinese, whatever its script and region. People are told things in it or in English. */
export const isChinese = (language: string): boolean => /^zh(?![a-z])/i.test(language.trim())
