// Branches of industry with a code, and the jobs that people there have. Only the last pair of name and code is
// documented; the other codes are made up in its style, as Autodesk's list is not public.

/** A branch, as a person chooses it in their profile. */
export interface Industry {
  readonly name: string;
  readonly code: string;
  readonly jobs: readonly string[];
}

/** Every branch that a generated person may work in. */
export const industries: readonly Industry[] = [
  {
    name: 'Architecture services',
    code: 'AecArchitecture',
    jobs: ['Architect', 'BIM manager', 'Design technologist', 'Interior architect', 'Project architect'],
  },
  {
    name: 'Structural engineering',
    code: 'AecStructural',
    jobs: ['Bridge engineer', 'BIM coordinator', 'Structural designer', 'Structural engineer', 'Steel detailer'],
  },
  {
    name: 'Civil infrastructure',
    code: 'AecInfrastructure',
    jobs: ['Civil engineer', 'GIS analyst', 'Land surveyor', 'Road designer', 'Water engineer'],
  },
  {
    name: 'Construction services',
    code: 'AecConstruction',
    jobs: ['Construction manager', 'Cost estimator', 'Project manager', 'Site engineer', 'VDC engineer'],
  },
  {
    name: 'Industrial machinery',
    code: 'MfgMachinery',
    jobs: ['CAD designer', 'Machine designer', 'Mechanical engineer', 'Tooling engineer', 'CNC programmer'],
  },
  {
    name: 'Automotive and transportation',
    code: 'MfgAutomotive',
    jobs: ['Class A surfacer', 'Digital modeller', 'Powertrain engineer', 'Simulation engineer', 'Vehicle designer'],
  },
  {
    name: 'Consumer products',
    code: 'MfgConsumer',
    jobs: ['Industrial designer', 'Packaging engineer', 'Product designer', 'Prototype maker', 'Design engineer'],
  },
  {
    name: 'Media and entertainment',
    code: 'MeEntertainment',
    jobs: ['3D generalist', 'Animator', 'Compositor', 'Lighting artist', 'Rigging artist', 'Technical director'],
  },
  {
    name: 'Education',
    code: 'EduEducation',
    jobs: ['Lecturer', 'Student', 'Teacher', 'Research assistant', 'Lab technician'],
  },
  {
    name: 'IT/Software development',
    code: 'NoGroupOther',
    jobs: [
      '3D generalist',
      'Backend developer',
      'Integration engineer',
      'Product owner',
      'QA engineer',
      'Web developer',
    ],
  },
];
