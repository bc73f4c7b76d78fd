import { lastValueFrom } from 'rxjs';
import { draws } from '../../draws';

export const dynamic = 'force-dynamic';

export async function GET() {
  return new Response(await lastValueFrom(draws));
}
