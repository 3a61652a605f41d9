package io.hubflow.app.command;

/** For whom a command prints its result. */
enum OutputFormat {
    TEXT,
    JSON
}
