import { startPage } from '../page.tsx';
import { catalogues } from './catalogues.ts';
import { DemoPage } from './page.tsx';

void startPage(DemoPage, catalogues);
