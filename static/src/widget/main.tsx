import { startPage } from '../page.tsx';
import { WidgetPage } from './app.tsx';
import { catalogues } from './catalogues.ts';
import { listenToHost } from './host.ts';

listenToHost();
void startPage(WidgetPage, catalogues, new URLSearchParams(location.search).get('language'));
