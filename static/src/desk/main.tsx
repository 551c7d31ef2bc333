import { startPage } from '../page.tsx';
import { App } from './app.tsx';
import { catalogues } from './catalogues.ts';
import { startRoute } from './route.ts';

startRoute();
void startPage(App, catalogues);
