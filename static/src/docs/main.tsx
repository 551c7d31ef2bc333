import { startPage } from '../page.tsx';
import { App } from './app.tsx';
import { catalogues } from './catalogues.ts';

void startPage(App, catalogues);
