import { startPage } from '../page.tsx';
import { catalogues } from './catalogues.ts';
import { PortalPage } from './page.tsx';

void startPage(PortalPage, catalogues, new URLSearchParams(location.search).get('language'));
