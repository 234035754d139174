/** What X Education runs: courses in management for those who want to get further, sold by counsellors. */
import { programme } from 'perennial-nurture'
import * as templates from '../templates/index.ts'
import * as themes from '../templates/themes.ts'
import careerStarters from './career-starters.ts'
import quality from './quality.ts'
import workingProfessionals from './working-professionals.ts'

export default programme({
  themes,
  tracks: [careerStarters, workingProfessionals],
  templates,
  quality,
  reps: [
    { id: 'counsellor-mumbai-1', name: 'Kavita Deshmukh', email: 'kavita.deshmukh@x-education.test' },
    { id: 'counsellor-mumbai-2', name: 'Imran Shaikh', email: 'imran.shaikh@x-education.test' },
    { id: 'counsellor-online', name: 'Lakshmi Nair', email: 'lakshmi.nair@x-education.test' },
    { id: 'counsellor-executive', name: 'Rohan Mehta', email: 'rohan.mehta@x-education.test' },
  ],
})
