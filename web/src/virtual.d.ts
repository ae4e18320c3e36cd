declare module 'virtual:words/*' {
  const words: Record<
    string,
    | string
    | ((
        args: Record<string, string | number>,
        f: { n: (value: number | string) => string; p: (value: number) => string },
      ) => string)
  >
  export default words
}
