/** Styles are imported for the bundler, which collects them into one file. */
declare module '*.css'
