package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Database;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SHOW of objects. Only what the role sees is listed. */
final class ShowRunner {
    private static final int MOST_ROWS = 10_000;

    private final StatementRunner runner;
    private final Account account;
    private final Rights rights;

    ShowRunner(StatementRunner runner) {
        this.runner = runner;
        this.account = runner.world().account();
        this.rights = runner.names().rights();
    }

    /** At most 10,000 rows, whatever LIMIT says (docs: SHOW TABLES, "Usage notes"). */
    Result show(Show show) {
        Result all = rows(show);
        int most = Math.min(show.limit(), MOST_ROWS);
        return all.rows().size() <= most
                ? all
                : Result.rows(all.kind(), all.columns(), all.rows().subList(0, most));
    }

    private Result rows(Show show) {
        return switch (show.type()) {
            case "TABLES" -> relations(show, r -> r instanceof Relation.Table);
            case "VIEWS" -> relations(show, r -> r instanceof Relation.View);
            case "OBJECTS" -> relations(show, r -> true);
            case "COLUMNS" -> columns(show);
            case "SCHEMAS" -> schemas(show);
            case "DATABASES" -> databases(show);
            case "STAGES" -> stages(show);
            case "FILE FORMATS" -> formats(show);
            case "WAREHOUSES" -> warehouses(show);
            case "PARAMETERS" -> parameters(show);
            case "GRANTS" -> new ShowGrants(runner).show(show);
            case "FUTURE GRANTS" -> new ShowGrants(runner).showFuture(show);
            case "MASKING POLICIES" -> policies(show);
            case "SEMANTIC VIEWS" -> semanticViews(show);
            case "TAGS" -> tags(show);
            case "PRIMARY KEYS" -> primaryKeys(show);
            case "LOCKS" -> new ShowActivity(runner).locks(show);
            case "TRANSACTIONS" -> new ShowActivity(runner).transactions(show);
            case "ROLES" ->
                texts(
                        List.of("created_on", "name"),
                        account.roleNames().stream().map(r -> Result.row("", r)).toList());
            case "USERS" ->
                texts(
                        List.of("name", "login_name"),
                        account.users().keySet().stream()
                                .map(u -> Result.row(u, u))
                                .toList());
            default -> texts(List.of("created_on"), List.of());
        };
    }

    private static Result texts(List<String> columns, List<List<@Nullable String>> rows) {
        return Result.texts(StatementKind.SHOW, columns, rows);
    }

    /** LIKE is a case-insensitive pattern, STARTS WITH a case-sensitive prefix. */
    private static boolean matches(Show show, String name) {
        if (show.startsWith() != null && !name.startsWith(show.startsWith())) {
            return false;
        }
        return show.like() == null || Likes.pattern(show.like()).matcher(name).matches();
    }

    /** Translates LIKE patterns. */
    static final class Likes {
        private Likes() {}

        static Pattern pattern(String like) {
            var regex = new StringBuilder();
            for (int i = 0; i < like.length(); i++) {
                char c = like.charAt(i);
                if (c == '\\' && i + 1 < like.length()) {
                    regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
                } else if (c == '%') {
                    regex.append(".*");
                } else if (c == '_') {
                    regex.append('.');
                } else {
                    regex.append(Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        }
    }

    private Stream<Database> visibleDatabases() {
        return account.databases().values().stream().filter(rights::sees);
    }

    private Stream<Schema> schemasInScope(Show show) {
        Name in = show.in();
        boolean wholeAccount = show.scope().equals("ACCOUNT");
        if (wholeAccount) {
            return visibleDatabases()
                    .flatMap(d -> d.schemas().values().stream())
                    .filter(rights::sees);
        }
        if (in == null) {
            return runner.session().database() == null
                    ? visibleDatabases()
                            .flatMap(d -> d.schemas().values().stream())
                            .filter(rights::sees)
                    : runner.session().schema() == null || show.scope().equals("DATABASE")
                            ? schemasOf(runner.session().database())
                            : Stream.of(runner.names()
                                    .requireSchema(
                                            runner.session().database(),
                                            runner.session().schema()));
        }
        if (show.scope().equals("DATABASE")) {
            return schemasOf(in.last());
        }
        String database = in.size() == 2 ? in.parts().get(0) : runner.session().database();
        if (database == null
                || (show.scope().isEmpty()
                        && in.size() == 1
                        && account.databases().containsKey(in.last()))) {
            return schemasOf(in.last());
        }
        return Stream.of(runner.names().requireSchema(database, in.last()));
    }

    private Stream<Schema> schemasOf(String database) {
        return runner.names().requireDatabase(database).schemas().values().stream()
                .filter(rights::sees);
    }

    private Result relations(Show show, java.util.function.Predicate<Relation> kind) {
        Stream<Relation> permanent = schemasInScope(show)
                .flatMap(s -> s.relations().values().stream())
                .filter(rights::sees);
        Stream<Relation> temporary =
                runner.session().temporaryTables().values().stream().map(t -> (Relation) t);
        var rows = new ArrayList<List<@Nullable String>>();
        Stream.concat(permanent, temporary)
                .filter(kind)
                .filter(r -> matches(show, r.name().name()))
                .forEach(r -> rows.add(Result.row(
                        r.createdAt().toString(),
                        r.name().name(),
                        r.name().database(),
                        r.name().schema(),
                        r instanceof Relation.Table t
                                ? (t.kind() == Statement.TableKind.PERMANENT
                                        ? "TABLE"
                                        : t.kind().name())
                                : "VIEW",
                        r.comment() == null ? "" : r.comment(),
                        r instanceof Relation.Table t ? String.valueOf(count(t)) : null,
                        r.owner(),
                        r instanceof Relation.View v ? v.text() : "")));
        return texts(
                List.of(
                        "created_on",
                        "name",
                        "database_name",
                        "schema_name",
                        "kind",
                        "comment",
                        "rows",
                        "owner",
                        "text"),
                rows);
    }

    /** Takes no warehouse: the metadata know it (docs: SHOW OBJECTS, "rows"). */
    private long count(Relation.Table table) {
        return runner.transaction()
                .read(
                        connection -> {
                            try (var select = connection.createStatement();
                                    var rows = select.executeQuery("SELECT count(*) FROM " + table.storage())) {
                                rows.next();
                                return rows.getLong(1);
                            }
                        },
                        Set.of(table.storage()));
    }

    private Result columns(Show show) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (Relation relation : columnsScope(show)) {
            for (Column column : relation.columns()) {
                if (matches(show, column.name())) {
                    rows.add(Result.row(
                            relation.name().name(),
                            relation.name().schema(),
                            column.name(),
                            DescribeRunner.dataTypeJson(column),
                            column.nullable() ? "true" : "NOT_NULL",
                            column.defaultSql() == null ? "" : column.defaultSql(),
                            "COLUMN",
                            "",
                            column.comment() == null ? "" : column.comment(),
                            relation.name().database(),
                            "",
                            null));
                }
            }
        }
        return texts(
                List.of(
                        "table_name",
                        "schema_name",
                        "column_name",
                        "data_type",
                        "null?",
                        "default",
                        "kind",
                        "expression",
                        "comment",
                        "database_name",
                        "autoincrement",
                        "schema_evolution_record"),
                rows);
    }

    private List<Relation> columnsScope(Show show) {
        Name in = show.in();
        if (in != null
                && (show.scope().equals("TABLE")
                        || show.scope().equals("VIEW")
                        || show.scope().isEmpty())) {
            Optional<Relation> relation =
                    runner.names().findRelation(runner.names().full(in, "SHOW COLUMNS"));
            return List.of(
                    relation.filter(r -> runner.session().temporaryTables().containsValue(r) || rights.sees(r))
                            .orElseThrow(() -> SnowflakeError.notFoundByName("Table", in.toString())));
        }
        return schemasInScope(show)
                .flatMap(s -> s.relations().values().stream())
                .filter(rights::sees)
                .toList();
    }

    private Result schemas(Show show) {
        Stream<Schema> schemas = show.in() != null
                ? schemasOf(show.in().last())
                : runner.session().database() == null || show.scope().equals("ACCOUNT")
                        ? visibleDatabases()
                                .flatMap(d -> d.schemas().values().stream())
                                .filter(rights::sees)
                        : schemasOf(runner.session().database());
        return texts(
                List.of("created_on", "name", "is_default", "is_current", "database_name", "owner"),
                schemas.filter(s -> matches(show, s.name()))
                        .map(s -> Result.row(
                                s.createdAt().toString(),
                                s.name(),
                                "N",
                                s.name().equals(runner.session().schema()) ? "Y" : "N",
                                s.database(),
                                s.owner()))
                        .toList());
    }

    private Result databases(Show show) {
        return texts(
                List.of("created_on", "name", "is_default", "is_current", "origin", "owner"),
                visibleDatabases()
                        .filter(d -> matches(show, d.name()))
                        .map(d -> Result.row(
                                d.createdAt().toString(),
                                d.name(),
                                "N",
                                d.name().equals(runner.session().database()) ? "Y" : "N",
                                "",
                                d.owner()))
                        .toList());
    }

    private Result stages(Show show) {
        return texts(
                List.of("created_on", "name", "database_name", "schema_name", "url", "owner", "comment", "type"),
                schemasInScope(show)
                        .flatMap(s -> s.stages().values().stream())
                        .filter(rights::sees)
                        .filter(s -> matches(show, s.name().name()))
                        .map(s -> Result.row(
                                s.createdAt().toString(),
                                s.name().name(),
                                s.name().database(),
                                s.name().schema(),
                                "",
                                s.owner(),
                                s.comment(),
                                "INTERNAL"))
                        .toList());
    }

    private Result formats(Show show) {
        return texts(
                List.of("created_on", "name", "database_name", "schema_name", "type", "owner"),
                schemasInScope(show)
                        .flatMap(s -> s.formats().values().stream())
                        .filter(f -> matches(show, f.name().name()))
                        .map(f -> Result.row(
                                f.createdAt().toString(),
                                f.name().name(),
                                f.name().database(),
                                f.name().schema(),
                                String.valueOf(f.options().get("TYPE")),
                                f.owner()))
                        .toList());
    }

    private Result policies(Show show) {
        return texts(
                List.of("created_on", "name", "database_name", "schema_name", "kind", "owner"),
                schemasInScope(show)
                        .flatMap(s -> s.policies().values().stream())
                        .filter(p -> matches(show, p.name().name()))
                        .map(p -> Result.row(
                                p.createdAt().toString(),
                                p.name().name(),
                                p.name().database(),
                                p.name().schema(),
                                "MASKING_POLICY",
                                p.owner()))
                        .toList());
    }

    private Result semanticViews(Show show) {
        return texts(
                List.of("created_on", "name", "database_name", "schema_name", "comment", "owner"),
                schemasInScope(show)
                        .flatMap(s -> s.semanticViews().values().stream())
                        .filter(v -> rights.owns(v.owner()) || rights.seesObject("SEMANTIC VIEW", v.name()))
                        .filter(v -> matches(show, v.name().name()))
                        .map(v -> Result.row(
                                v.createdAt().toString(),
                                v.name().name(),
                                v.name().database(),
                                v.name().schema(),
                                v.comment() == null ? "" : v.comment(),
                                v.owner()))
                        .toList());
    }

    private Result tags(Show show) {
        return texts(
                List.of("created_on", "name", "database_name", "schema_name", "owner"),
                schemasInScope(show)
                        .flatMap(s -> s.tags().values().stream())
                        .filter(t -> matches(show, t.name().name()))
                        .map(t -> Result.row(
                                t.createdAt().toString(),
                                t.name().name(),
                                t.name().database(),
                                t.name().schema(),
                                t.owner()))
                        .toList());
    }

    private Result warehouses(Show show) {
        return texts(
                List.of("name", "state", "type", "size", "is_current", "auto_suspend", "auto_resume", "owner"),
                account.warehouses().stream()
                        .filter(rights::sees)
                        .filter(w -> matches(show, w.name()))
                        .map(w -> Result.row(
                                w.name(),
                                w.meter().suspended() ? "SUSPENDED" : "STARTED",
                                "STANDARD",
                                w.size(),
                                w.name().equals(runner.session().warehouse()) ? "Y" : "N",
                                Long.toString(w.autoSuspend().toSeconds()),
                                "true",
                                account.warehouseOwner(w.name())))
                        .toList());
    }

    private Result parameters(Show show) {
        return texts(
                List.of("key", "value", "default", "level", "description", "type"),
                runner.session().parameters().all().entrySet().stream()
                        .filter(p -> matches(show, p.getKey()))
                        .map(p -> Result.row(
                                p.getKey(),
                                p.getValue(),
                                SessionParameters.defaultOf(p.getKey()),
                                p.getValue().equals(SessionParameters.defaultOf(p.getKey())) ? "" : "SESSION",
                                "",
                                "STRING"))
                        .toList());
    }

    private Result primaryKeys(Show show) {
        var rows = new ArrayList<List<@Nullable String>>();
        for (Relation relation : show.in() == null ? List.<Relation>of() : columnsScope(show)) {
            int sequence = 0;
            for (Column column : relation.columns()) {
                if (column.primaryKey()) {
                    rows.add(Result.row(
                            relation.createdAt().toString(),
                            relation.name().database(),
                            relation.name().schema(),
                            relation.name().name(),
                            column.name(),
                            Integer.toString(++sequence),
                            "SYS_CONSTRAINT_" + relation.name().name(),
                            "false",
                            ""));
                }
            }
        }
        return texts(
                List.of(
                        "created_on",
                        "database_name",
                        "schema_name",
                        "table_name",
                        "column_name",
                        "key_sequence",
                        "constraint_name",
                        "rely",
                        "comment"),
                rows);
    }
}
