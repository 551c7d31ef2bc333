import { startPage } from '../page.tsx';
import { catalogues } from '../portal/catalogues.ts';
import { AccountPage } from './page.tsx';

void startPage(AccountPage, catalogues);
