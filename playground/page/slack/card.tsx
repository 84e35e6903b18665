import { scrollable } from '../ui/scrollable.js'
import { words } from '../words.js'
import { ElementView } from './elements.js'
import { Picture } from './picture.js'
import type { CardBlock } from './schema/blocks.js'
import { TextView } from './text.js'

export function CardView({ card, place }: { card: CardBlock; place: string }) {
  return (
    <article class="block-card">
      {card.hero_image !== undefined && <Picture image={card.hero_image} />}
      <div class="block-card-head">
        {card.icon !== undefined && <Picture image={card.icon} small />}
        <div>
          {card.title !== undefined && (
            <strong>
              <TextView text={card.title} inline />
            </strong>
          )}
          {card.subtitle !== undefined && (
            <small>
              <TextView text={card.subtitle} inline />
            </small>
          )}
        </div>
      </div>
      {card.body !== undefined && (
        <div class="text">
          <TextView text={card.body} />
        </div>
      )}
      {card.actions !== undefined && (
        <div class="block-actions">
          {card.actions.map((one, index) => (
            <ElementView key={index} element={one} place={place} label={words.form.choose} />
          ))}
        </div>
      )}
    </article>
  )
}

export function Carousel({ cards, place }: { cards: readonly CardBlock[]; place: string }) {
  return (
    <section class="block-carousel" aria-label={words.blocks.cards} {...scrollable}>
      {cards.map((card, index) => (
        <CardView key={card.block_id ?? index} card={card} place={card.block_id ?? `${place}-${index}`} />
      ))}
    </section>
  )
}
