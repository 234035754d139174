/** All that you run, published together: `npx perennial publish`. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import { omar, ruth } from './people.ts'
import quality from './quality.ts'
import serviceLeaders from './service-leaders.ts'

export default programme({
  themes,
  tracks: [serviceLeaders],
  templates,
  quality,
  personas: [ruth, omar],
  // An id is a post, not a name: it is what the Temporal UI shows, where no personal data belongs.
  reps: [
    { id: 'sales', name: 'Your rep', email: 'sales@example.com' },
    { id: 'sales-enterprise', name: 'Your rep for large companies', email: 'enterprise@example.com' },
  ],
})
