import type { Channel, PlatformName, Post } from '../../model.js'
import type { Data } from '../store/data.js'
import type { Deed } from '../store/session.js'
import type { View } from '../store/view.js'

/** Where the person is while the tour talks to them. */
export interface Here {
  readonly data: Data
  readonly view: View
  /** The platform that the person used last, of those that are shown. */
  readonly platform: PlatformName
}

/**
 * One step of the tour. A capability adds its own here, where in the minute it belongs, and nothing else has to change.
 * `done` says that the person really did it; a step without it is read, and left with a button.
 */
export interface Step {
  readonly id: string
  readonly title: string
  readonly text: (here: Here) => string
  /** What the card points at; null while it is not there. */
  readonly target: (here: Here) => Element | null
  /** Brings the target before the person, or gets it ready, where they press [Show me]. */
  readonly lead?: (here: Here) => void
  readonly done?: (deed: Deed) => boolean
}

const question = 'win rate last quarter by region'
/** The label of the bot's button, in the language that it speaks to the sample company. */
const ABOUT = 'About this number'

/** What the tour shows, in the order of the minute. */
export const steps: readonly Step[] = [
  {
    id: 'ask',
    title: 'Ask for a number',
    text: (here) => `Write “${wordsFor(here)}” and press Enter. The answer is for you alone until you share it.`,
    target: ({ platform }) => document.getElementById(`composer-${platform}`),
    lead: prepareQuestion,
    done: ({ what, text, heard }) =>
      heard && (what === 'command' || what === 'mention' || what === 'message') && /\bkpi\s+\S/.test(text),
  },
  {
    id: 'about',
    title: 'Where does it come from?',
    text: () =>
      `Press “${ABOUT}” below the answer: how it is counted, from which facts, how fresh they are and who owns it.`,
    target: ({ platform }) => lastButton(platform, ABOUT),
    // Without such an answer, there has to be one first.
    lead: (here) => {
      if (lastButton(here.platform, ABOUT) === null) prepareQuestion(here)
    },
    done: ({ what }) => what === 'press',
  },
  {
    id: 'digest',
    title: 'The digest comes by itself',
    text: () =>
      'Every Monday Drumbeat posts the numbers that matter: what they are, what has changed, and what is behind it. Everybody in the channel sees it, in Slack and in Teams.',
    target: (here) => drawnPost(here, digestOf(here)),
    lead: (here) => {
      const digest = digestOf(here)
      if (digest === null) return
      here.view.show(digest.platform, digest.channel)
    },
  },
  {
    id: 'clock',
    title: 'Move the clock',
    text: () =>
      'You need not wait for Monday: press the clock, then “Next Monday 9:00”, and watch the next digest come. Only the bot’s time moves.',
    target: () => document.querySelector('.clock-menu .clock-steps button') ?? document.querySelector('.clock-button'),
    done: ({ what }) => what === 'clock',
  },
]

/** Puts the question into the composer of a channel where the bot hears it; the person only sends it. */
function prepareQuestion(here: Here): void {
  const place = placeFor(here) ?? here.view.current[here.platform].value
  if (place !== null) here.view.show(here.platform, place.id)
  here.view.drafts[here.platform].value = wordsFor(here)
}

/** In Slack a command begins with a slash; in a channel of Teams the bot is mentioned. */
function wordsFor(here: Here): string {
  if (here.platform === 'slack') return `/kpi ${question}`
  const direct = (placeFor(here) ?? here.view.current.teams.value)?.kind === 'direct'
  return direct ? `kpi ${question}` : `@${here.data.botName.value} kpi ${question}`
}

/** Another channel than the one that is open, where the bot does not listen in that one; null where all is well. */
function placeFor({ data, view, platform }: Here): Channel | null {
  const open = view.current[platform].value
  if (open?.hasBot === true && !open.archived) return null
  return data.channels.value.find((one) => one.platform === platform && one.hasBot && !one.archived) ?? null
}

/** How digests are called; other posts of the bot have headings, too. */
const DIGEST = /\b(beat|digest)\b/i

/** The newest digest that everybody in its channel sees, on this platform or else on the other. */
function digestOf({ data, platform }: Here): Post | null {
  const all = data.channels.value.flatMap((one) => data.channelData(one.platform, one.id).board.value.roots)
  // Asked for with every frame: the newest are looked at first, and the look ends with the first digest.
  const byTime = all
    .filter((post) => post.author.kind === 'bot' && post.onlyFor === null)
    .sort((one, other) => one.at.localeCompare(other.at))
  return byTime.findLast((post) => post.platform === platform && isDigest(post)) ?? byTime.findLast(isDigest) ?? null
}

function isDigest({ body }: Post): boolean {
  const json = JSON.stringify(body)
  return /"type":"header"|"style":"heading"/.test(json) && DIGEST.test(json)
}

function drawnPost({ view }: Here, post: Post | null): Element | null {
  if (post === null || view.current[post.platform].value?.id !== post.channel) return null
  return document.querySelector(`.pane-${post.platform} .messages [data-post="${CSS.escape(post.id)}"] .message-main`)
}

/** The newest button with these words on the platform, wherever its message stands. */
function lastButton(platform: PlatformName, label: string): Element | null {
  const all = [...document.querySelectorAll(`.pane-${platform} .message-body button`)]
  return all.findLast((one) => one.textContent?.trim() === label) ?? null
}
