package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.MaskingPolicy;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.Name;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a statement sees around it: names, rights, session facts and bind values. */
public interface Environment {
    /**
     * A relation that may be read by this statement.
     *
     * @throws io.hubflow.snowflake.emulator.sql.SnowflakeError when it is absent, or the role may not select from it
     */
    Relation readable(Name name);

    /** The environment in which a view's query runs: its owner's rights, its own schema. */
    Environment of(Relation.View view);

    /** Files below a stage reference, with the format that applies. */
    StagedFiles staged(String reference, Map<String, Object> options);

    Optional<MaskingPolicy> maskingPolicy(ObjectName name);

    /** IS_ROLE_IN_SESSION: the role is active, or inherited by one that is. */
    boolean isRoleInSession(String role);

    /** INFORMATION_SCHEMA views: columns and rows, or empty when there is no such view. */
    Optional<VirtualTable> informationSchema(Name name);

    /** TABLE(name(…)) with constant arguments, by upper-cased name or by position from "1". */
    VirtualTable tableFunction(Name name, Map<String, String> arguments);

    /** CURRENT_DATABASE() and other facts, by function name; empty when there is no such function. */
    Optional<Fact> fact(String function);

    /** CURRENT_TIMESTAMP(), the same for the whole statement. */
    Instant now();

    /** The session's TIMEZONE. */
    String zone();

    SnowType.Kind timestampMapping();

    BindValues binds();

    /** A session fact: text, or NULL. */
    record Fact(@Nullable String value) {}

    /**
     * Rows known to the emulator rather than to DuckDB.
     *
     * @param numbers those columns that hold whole numbers; the others are text
     */
    record VirtualTable(List<String> columns, Set<String> numbers, List<List<@Nullable String>> rows) {}

    /**
     * Files of one stage reference.
     *
     * @param paths absolute paths in DuckDB's eyes, in order
     * @param directory the stage's own, which every path begins with
     * @param maxDocumentBytes longest document that is accepted
     */
    record StagedFiles(List<String> paths, String directory, long maxDocumentBytes) {}
}
