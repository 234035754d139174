/** All that runs, published together. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import { bram, headsOfFinance, ines, marek } from './people.ts'
import quality from './quality.ts'
import receivables from './receivables.ts'

export default programme({
  themes,
  tracks: [receivables],
  templates,
  links: { utm: { source: 'perennial', medium: 'email', campaign: '{track}', content: '{template}' } },
  quality,
  personas: [bram, ines, marek],
  behaviour: headsOfFinance,
  reps: [
    { id: 'sales', name: 'Lotte Peeters', email: 'lotte.peeters@example.com' },
    { id: 'sales-large', name: 'Rui Amaral', email: 'rui.amaral@example.com' },
  ],
})
