package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.translate.Translated.Output;
import java.util.List;

/** How a statement ended. */
public sealed interface Outcome {

    record Done(Result result) implements Outcome {}

    /** Of a describe request: what the statement would answer. */
    record Described(StatementKind kind, List<Output> columns, List<SnowType> binds, boolean arrayBinds)
            implements Outcome {}

    record Failed(SnowflakeError error) implements Outcome {}
}
