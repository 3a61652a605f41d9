package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Relation.Table;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.session.StageFiles.StagedFile;
import io.hubflow.snowflake.emulator.session.TableLocks.Mode;
import io.hubflow.snowflake.emulator.session.Transaction.Use;
import io.hubflow.snowflake.emulator.sql.Expr;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.translate.DmlTranslator;
import io.hubflow.snowflake.emulator.translate.QueryTranslator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * COPY INTO a table. Files that were loaded before are passed over (load metadata of the table); the first error stops it. Whether load
 * metadata is undone with the transaction is unverified: here it is.
 */
final class CopyRunner {
    private static final Set<String> OPTIONS =
            Set.of("FILES", "PATTERN", "FILE_FORMAT", "ON_ERROR", "PURGE", "FORCE", "SIZE_LIMIT");

    private final StatementRunner runner;

    CopyRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result copy(Statement.CopyInto copy) throws InterruptedException {
        check(copy.options());
        Table target = runner.names().requireTable(copy.table(), "INSERT");
        List<Column> columns = DmlTranslator.columns(target, copy.columns());
        Query query = copy.query() == null ? documents(copy, columns) : copy.query();
        Query.Staged source = source(query);
        StageReference reference = StageReference.parse(source.stage());
        Stage stage = runner.names().requireStage(reference.stage(), "READ");
        List<StagedFile> files = select(stage, reference.path(), copy.options(), target);
        if (files.isEmpty()) {
            return Result.status(StatementKind.COPY, "Copy executed with 0 files processed.");
        }
        return runner.withWarehouse(() -> load(copy, query, source, stage, target, columns, files));
    }

    private static void check(Map<String, Object> options) {
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw SnowflakeError.unsupported("COPY option " + option);
            }
        }
        String onError = options.getOrDefault("ON_ERROR", "ABORT_STATEMENT").toString();
        if (!onError.equalsIgnoreCase("ABORT_STATEMENT")) {
            throw SnowflakeError.unsupported("COPY with ON_ERROR = " + onError);
        }
    }

    /** Without a SELECT, JSON goes as a whole into the table's one column. */
    private static Query documents(Statement.CopyInto copy, List<Column> columns) {
        if (columns.size() != 1 || !columns.get(0).type().isSemiStructured()) {
            throw new SnowflakeError(
                    2019, // unverified: the number
                    "0A000",
                    "SQL compilation error:\nJSON file format can produce one and only one column of variant, object, or array type."
                            + " Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.");
        }
        String stage = java.util.Objects.requireNonNull(copy.stage(), "COPY has a stage or a query");
        var from = new Query.Staged(stage, Map.of(), null);
        var item = new Query.Item(new Expr.Position(null, 1), null);
        var select = new Query.Select(false, List.of(item), List.of(from), null, List.of(), null, null);
        return new Query(List.of(), select, List.of(), null, null);
    }

    private static Query.Staged source(Query query) {
        if (query.body() instanceof Query.Select select
                && select.from().size() == 1
                && select.from().get(0) instanceof Query.Staged staged) {
            return staged;
        }
        throw SnowflakeError.unsupported("COPY from a query that does not read one stage");
    }

    private List<StagedFile> select(Stage stage, String prefix, Map<String, Object> options, Table target) {
        @Nullable Object pattern = options.get("PATTERN");
        List<StagedFile> files =
                runner.world().stages().files(stage, prefix, pattern == null ? null : pattern.toString());
        if (options.get("FILES") instanceof List<?> names) {
            files = named(files, prefix, names);
        }
        boolean force = isTrue(options, "FORCE");
        return files.stream()
                .filter(f -> force
                        || !f.version().equals(target.loadedFiles().get(f.file().toString())))
                .toList();
    }

    private static List<StagedFile> named(List<StagedFile> files, String prefix, List<?> names) {
        var chosen = new ArrayList<StagedFile>();
        for (Object name : names) {
            String path = prefix + (prefix.isEmpty() || prefix.endsWith("/") ? "" : "/") + name;
            chosen.add(files.stream()
                    .filter(f -> f.path().equals(path))
                    .findFirst()
                    .orElseThrow(
                            () -> new SnowflakeError(100_114, "42704", "Remote file '" + path + "' was not found.")));
        }
        return chosen;
    }

    private static boolean isTrue(Map<String, Object> options, String key) {
        return options.getOrDefault(key, "FALSE").toString().equalsIgnoreCase("TRUE");
    }

    private Result load(
            Statement.CopyInto copy,
            Query query,
            Query.Staged source,
            Stage stage,
            Table target,
            List<Column> columns,
            List<StagedFile> files)
            throws InterruptedException {
        var inserts = new LinkedHashMap<StagedFile, String>();
        for (StagedFile file : files) {
            inserts.put(file, insert(copy, query, source, stage, target, columns, file));
        }
        Transaction transaction = runner.transaction();
        if (!runner.session().parameters().isTrue("AUTOCOMMIT")) {
            transaction.begin();
        }
        Map<StagedFile, Long> counts = transaction.write(
                connection -> {
                    var loaded = new LinkedHashMap<StagedFile, Long>();
                    for (Map.Entry<StagedFile, String> insert : inserts.entrySet()) {
                        loaded.put(insert.getKey(), new DmlRunner(runner).update(connection, insert.getValue()));
                    }
                    return loaded;
                },
                List.of(new Use(target.storage(), Mode.INSERT)),
                Set.of(),
                runner.lockTimeout(),
                runner.session().parameters().isTrue("TRANSACTION_ABORT_ON_ERROR"),
                runner.cancellation());
        for (StagedFile file : files) {
            target.loadedFiles().put(file.file().toString(), file.version());
            transaction.undoWithRollback(
                    () -> target.loadedFiles().remove(file.file().toString()));
            if (isTrue(copy.options(), "PURGE")) {
                runner.world().stages().remove(file);
            }
        }
        return reply(stage, counts);
    }

    /** The INSERT of one file: the query with its stage narrowed to that file. */
    private String insert(
            Statement.CopyInto copy,
            Query query,
            Query.Staged source,
            Stage stage,
            Table target,
            List<Column> columns,
            StagedFile file) {
        var options = new LinkedHashMap<String, Object>(source.options());
        @Nullable Object format = copy.options().get("FILE_FORMAT");
        if (format != null) {
            options.put("FILE_FORMAT", format);
        }
        options.put("PATTERN", java.util.regex.Pattern.quote(file.path()));
        var select = (Query.Select) query.body();
        var narrowed = new Query.Staged("@" + stage.name() + "/" + file.path(), options, source.alias());
        var one = new Query.Select(
                select.distinct(),
                select.items(),
                List.of(narrowed),
                select.where(),
                select.groupBy(),
                select.having(),
                select.qualify());
        var environment = runner.environment();
        var translated = new QueryTranslator(environment).translate(new Query(List.of(), one, List.of(), null, null));
        return new DmlTranslator(environment).insert(target, columns, translated);
    }

    private static Result reply(Stage stage, Map<StagedFile, Long> counts) {
        var rows = new ArrayList<List<@Nullable String>>();
        counts.forEach((file, loaded) -> rows.add(Result.row(
                stage.name().name().toLowerCase(Locale.ROOT) + "/" + file.path(),
                "LOADED",
                Long.toString(loaded),
                Long.toString(loaded),
                "1",
                "0",
                null,
                null,
                null,
                null)));
        var columns = new ArrayList<io.hubflow.snowflake.emulator.translate.Translated.Output>();
        for (String name : List.of(
                "file",
                "status",
                "rows_parsed",
                "rows_loaded",
                "error_limit",
                "errors_seen",
                "first_error",
                "first_error_line",
                "first_error_character",
                "first_error_column_name")) {
            boolean number = name.startsWith("rows") || name.startsWith("error");
            columns.add(new io.hubflow.snowflake.emulator.translate.Translated.Output(
                    name, number ? SnowType.fixed(19, 0) : SnowType.TEXT));
        }
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Result(StatementKind.COPY, columns, rows, total, null, null);
    }
}
