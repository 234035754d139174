/** All that runs, published together. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import afterTheFair from './after-the-fair.ts'
import { fairVisitors, maren, olivier } from './people.ts'
import quality from './quality.ts'

export default programme({
  themes,
  tracks: [afterTheFair],
  templates,
  quality,
  personas: [maren, olivier],
  behaviour: fairVisitors,
  reps: [
    { id: 'sales', name: 'Signe Holm', email: 'signe.holm@example.com' },
    { id: 'sales-large', name: 'Pierre Lacombe', email: 'pierre.lacombe@example.com' },
  ],
})
