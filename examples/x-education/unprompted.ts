/**
 * Those whom nobody may mail, and who were won or written about by sales all the same: no mail can have brought them, so
 * they come by themselves, spread over two months.
 */
import type { Unprompted } from '../../worker/measure-unprompted.ts'
import { chanceOf } from '../../worker/audience-chance.ts'
import { talksToSales } from './audience.ts'
import { readPeople } from './list.ts'

const day = 86_400_000
const chance = chanceOf('x-education')

const unprompted: readonly Unprompted[] = [...readPeople()].flatMap(([who, person], index) =>
  person.doNotEmail && talksToSales(person)
    ? [
        {
          who,
          row: index + 1,
          after: chance(who, 'comes by') * 60 * day,
          event: 'Requested',
          properties: { what: person.converted ? 'application' : 'counselling-call' },
        },
      ]
    : [],
)

export default unprompted
