/** What Ledgerline runs: the example that ships. `perennial publish` publishes it. */
import { programme } from '../core/programme.ts'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import behaviour from './behaviour.ts'
import financeLeaders from './finance-leaders.ts'
import notReadyYet from './not-ready-yet.ts'
import operationsLeaders from './operations-leaders.ts'
import * as personas from './personas.ts'
import quality from './quality.ts'

export default programme({
  themes,
  tracks: [financeLeaders, operationsLeaders, notReadyYet],
  templates,
  links: { utm: { source: 'perennial', medium: 'email', campaign: '{track}', content: '{template}' } },
  quality,
  personas: Object.values(personas),
  behaviour,
  reps: [
    { id: 'sales-dach', name: 'Jonas Brandt', email: 'jonas.brandt@example.com', phone: '+49 30 5550 0101' },
    { id: 'sales-europe', name: 'Orla Keane', email: 'orla.keane@example.com', phone: '+353 1 555 0102' },
    { id: 'sales-americas', name: 'Marcus Hale', email: 'marcus.hale@example.com', phone: '+1 312 555 0103' },
    { id: 'sales-enterprise', name: 'Priya Raman', email: 'priya.raman@example.com', phone: '+44 20 5550 0104' },
  ],
})
