/** Words to fill the parts with: ordinary ones, too long ones, and ones that run from right to left. */
export type Kind = 'ordinary' | 'long' | 'rtl';

export type Samples = { name: string; title: string; text: string; short: string; file: string };

const ORDINARY: Samples = {
  name: 'Karin Ek',
  title: 'Familjerådgivare',
  text: 'Det ordnar sig. Läs först på https://exempel.se/bodelning och skriv sedan till karin@exempel.se.',
  short: 'Familj och separation',
  file: 'avtal.pdf',
};

const LONG: Samples = {
  name: 'Wolfeschlegelsteinhausenbergerdorff-Nordenskjöldsson av Västergötlands och Dalslands kommunalförbund',
  title:
    'Biträdande sektionschef för budget- och skuldrådgivning, föräldrasamarbete och familjerättslig mellanhavandeutredning',
  text: `Sjuttonhundratalsforskningsprojektledarskapsutbildningsdeltagare${'å'.repeat(80)} ${'och så fortsätter det en lång stund till '.repeat(8)}`,
  short: 'Realisationsvinstbeskattningsfrågor och flerbostadshusförvaltningsärenden',
  file: `protokoll-från-föreningsstämman-${'mycket-'.repeat(12)}långt.pdf`,
};

const RTL: Samples = {
  name: 'ليلى حداد',
  title: 'مستشارة الأسرة',
  text: 'مرحبا. اقرأ أولا https://exempel.se/bodelning ثم اكتب لنا.',
  short: 'الأسرة والانفصال',
  file: 'عقد 2026.pdf',
};

export const SAMPLES: Record<Kind, Samples> = { ordinary: ORDINARY, long: LONG, rtl: RTL };
