/** All that runs, published together. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import firstYear from './first-year.ts'
import { houses, lindenhof, seeblick } from './people.ts'
import quality from './quality.ts'

export default programme({
  themes,
  tracks: [firstYear],
  templates,
  quality,
  personas: [lindenhof, seeblick],
  behaviour: houses,
  reps: [
    { id: 'accounts', name: 'Theres Moser', email: 'theres.moser@example.com' },
    { id: 'accounts-groups', name: 'Emil Brunner', email: 'emil.brunner@example.com' },
  ],
})
