/** All that runs, published together. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import { askers, ilse, rolf } from './people.ts'
import quality from './quality.ts'
import workwear from './workwear.ts'

export default programme({
  themes,
  tracks: [workwear],
  templates,
  quality,
  personas: [ilse, rolf],
  behaviour: askers,
  reps: [
    { id: 'sales', name: 'Anke Voss', email: 'anke.voss@example.com' },
    { id: 'sales-large', name: 'Milan Horak', email: 'milan.horak@example.com' },
  ],
})
