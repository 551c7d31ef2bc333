import { startPage } from '../page.tsx';
import { catalogues } from '../portal/catalogues.ts';
import { SignInPage } from './page.tsx';

void startPage(SignInPage, catalogues, new URLSearchParams(location.search).get('language'));
