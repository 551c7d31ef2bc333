import { startPage } from '../page.tsx';
import { MyPages } from './app.tsx';
import { catalogues } from './catalogues.ts';

void startPage(MyPages, catalogues, new URLSearchParams(location.search).get('language'));
