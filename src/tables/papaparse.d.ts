/** What is used here of papaparse; its own types ask for those of Node. */
declare module 'papaparse' {
  const papaparse: {
    parse(
      text: string,
      options: {
        delimiter: string;
        newline: string;
        step(result: { data: string[]; errors: { message: string }[]; meta: { cursor: number } }): void;
      },
    ): void;
  };
  export default papaparse;
}
