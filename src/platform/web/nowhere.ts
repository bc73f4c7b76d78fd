/** What stands in the place of `here.ts` in bundles for browsers, all of which have workers, save in a service worker. */
export async function openHere(): Promise<never> {
  throw new Error('there are no workers here (`Worker`), which networks run in');
}
