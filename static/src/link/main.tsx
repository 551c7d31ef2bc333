import { startPage } from '../page.tsx';
import { catalogues } from '../portal/catalogues.ts';
import { LinkPage } from './page.tsx';

void startPage(LinkPage, catalogues);
