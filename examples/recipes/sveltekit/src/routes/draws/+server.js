import { lastValueFrom } from 'rxjs';
import { draws } from '../../draws.js';

export async function GET() {
  return new Response(await lastValueFrom(draws));
}
