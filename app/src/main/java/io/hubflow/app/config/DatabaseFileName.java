package io.hubflow.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a text is meant as the name of a DuckDB file. Any text can name a file, but {@code bigquery} or {@code s3://bucket}
 * hardly does, and a local file of that name would surprise everybody who then looks into the warehouse.
 */
public final class DatabaseFileName {
    /** Two letters or more, so that {@code C:\crm.duckdb} is a path. */
    private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]+:.*");

    private static final Pattern MOTHERDUCK = Pattern.compile("(?i)(jdbc:duckdb:)?(md|motherduck)(:.*)?");

    private static final Pattern HOST =
            Pattern.compile("(?i)[a-z0-9.-]+:\\d{2,5}(/.*)?|[^/\\\\]*@[^/\\\\]+\\.[a-z]{2,}(/.*)?"
                    + "|[a-z0-9.-]+\\.(com|net|io|cloud|cn|dev)(/.*)?");
    private static final Pattern DATABASE_EXTENSION = Pattern.compile("(?i).*\\.(duckdb|ddb|db|duck)");
    private static final Pattern OTHER_EXTENSION = Pattern.compile(
            "(?i).*\\.(csv|tsv|parquet|json|jsonl|ndjson|xlsx?|sqlite3?|sql|txt|ya?ml|gz|zip|avro|orc|log|md|env)");

    private static final Set<String> OTHER_SERVICES = Set.of(
            "athena",
            "azure",
            "bigquery",
            "bq",
            "clickhouse",
            "databricks",
            "ducklake",
            "fabric",
            "gcs",
            "iceberg",
            "mariadb",
            "mssql",
            "mysql",
            "oracle",
            "pg",
            "postgres",
            "postgresql",
            "redshift",
            "s3",
            "sqlite",
            "sqlserver",
            "supabase",
            "synapse");

    private static final String WRITES = "hubflow writes to a DuckDB file, to Snowflake, or (untested) to MotherDuck";

    private DatabaseFileName() {}

    /** A sentence that may follow the setting's key, when this cannot be meant as a file; a file that exists always is. */
    public static Optional<String> problem(String written, Path file) {
        var text = written.strip();
        if (Files.exists(file)) {
            return Optional.empty();
        }
        var plain = text.toLowerCase(Locale.ROOT);
        if (plain.equals("snowflake") || plain.startsWith("snowflake:") || plain.contains("snowflakecomputing.")) {
            return Optional.of(
                    "is \"" + text + "\"; for Snowflake write --to snowflake (or destination: snowflake) and name the"
                            + " account in the snowflake settings: hubflow config example");
        }
        if (MOTHERDUCK.matcher(text).matches()) {
            return Optional.of("is an address in MotherDuck, not a file; for MotherDuck write --to md:DATABASE, or"
                    + " destination: motherduck and motherduck.database");
        }
        if (OTHER_SERVICES.contains(plain)) {
            return Optional.of("is \"" + text + "\", a service that hubflow does not write to: " + WRITES
                    + ". For a file of" + " that name write " + text + ".duckdb");
        }
        var database = DATABASE_EXTENSION.matcher(text).matches();
        if (SCHEME.matcher(text).matches() || (!database && HOST.matcher(text).matches())) {
            var path = plain.startsWith("duckdb:") || plain.startsWith("file:") || plain.startsWith("jdbc:duckdb:")
                    ? ". Write the file's path alone"
                    : "";
            return Optional.of("is an address, not a file; " + WRITES + path);
        }
        if (OTHER_EXTENSION.matcher(text).matches()) {
            return Optional.of("is \"" + text + "\", whose ending is not a DuckDB file's; " + WRITES
                    + ". Name the file such as hubspot.duckdb; `hubflow query ... --output csv` prints other formats");
        }
        var bare = !text.contains("/") && !text.contains("\\") && !text.contains(".");
        if (!bare || database) {
            return Optional.empty();
        }
        var meant = Suggestion.closest(text, List.of(DestinationKind.SNOWFLAKE.key()))
                .map(name -> ". Did you mean " + name + "?")
                .orElse(". For a DuckDB file write " + text + ".duckdb, or ./" + text + " to have that very name");
        return Optional.of(
                "is \"" + text + "\", which is neither a file that exists nor a warehouse; " + WRITES + meant);
    }
}
