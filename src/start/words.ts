import { textsFor } from '../locales/texts.js'
import type { SlackWords } from '../platforms/slack/options.js'
import type { TeamsWords } from '../platforms/teams/words.js'

/** What Slack's side says by itself, in a language. */
export function slackWords(locale: string): SlackWords {
  const t = textsFor(locale, 'UTC')
  return {
    onIt: t.plain('platforms.on_it'),
    slow: t.plain('platforms.slow'),
    slowForm: t.plain('platforms.slow_form'),
    fileSent: t.plain('platforms.file_sent'),
    openAgain: t.plain('platforms.open_again'),
    failed: t.plain('platforms.failed'),
    loading: t.plain('platforms.loading'),
    result: t.plain('platforms.result'),
    done: t.plain('platforms.done'),
    open: t.plain('platforms.open'),
    close: t.plain('platforms.close'),
  }
}

/** What Teams' side says by itself, in a language. */
export function teamsWords(locale: string): TeamsWords {
  const t = textsFor(locale, 'UTC')
  return {
    onIt: t.plain('platforms.on_it'),
    working: t.plain('platforms.slow'),
    saved: t.plain('platforms.saved'),
    tooSlow: t.plain('platforms.too_slow'),
    failed: t.plain('platforms.failed'),
    seeMessage: t.plain('platforms.see_message'),
    fileAsked: t.plain('platforms.file_asked'),
    wanted: (what) => {
      if (what.kind === 'anything') return t.plain('platforms.wanted_anything')
      if (what.kind === 'length') return t.plain('platforms.wanted_length', { min: what.min, max: what.max })
      if (what.min !== null && what.max !== null)
        return t.plain('platforms.wanted_between', { min: what.min, max: what.max })
      if (what.min !== null) return t.plain('platforms.wanted_at_least', { min: what.min })
      return what.max === null
        ? t.plain('platforms.wanted_number')
        : t.plain('platforms.wanted_at_most', { max: what.max })
    },
  }
}
