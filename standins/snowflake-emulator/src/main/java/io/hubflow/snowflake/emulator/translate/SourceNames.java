package io.hubflow.snowflake.emulator.translate;

/** Gives every source of a statement a DuckDB alias of its own, so that nested queries never capture each other's. */
final class SourceNames {
    private int last;

    String next() {
        return "s" + ++last;
    }
}
