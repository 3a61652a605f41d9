package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.Query;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The FROM clause: puts what it holds into the scope, and writes it as DuckDB's SQL once all expressions are known. */
final class SourceTranslator {
    private final QueryTranslator queries;
    private final Scope scope;
    private final List<Supplier<String>> parts = new ArrayList<>();

    SourceTranslator(QueryTranslator queries, Scope scope) {
        this.queries = queries;
        this.scope = scope;
    }

    void add(Query.Source source) {
        parts.add(translate(source));
    }

    String fromSql() {
        return parts.stream().map(Supplier::get).collect(Collectors.joining(", "));
    }

    private Supplier<String> translate(Query.Source source) {
        return switch (source) {
            case Query.Named named -> named(named);
            case Query.Staged staged -> staged(staged);
            case Query.Derived derived ->
                derived(queries.translate(derived.query()), derived.alias(), null, derived.columns());
            case Query.Join join -> join(join);
            case Query.Flatten flatten -> flatten(flatten);
            case Query.Function function ->
                virtual(
                        queries.environment().tableFunction(function.name(), function.arguments()),
                        new Query.Named(function.name(), function.alias()));
        };
    }

    private Supplier<String> named(Query.Named named) {
        Query.With with =
                named.name().size() == 1 ? queries.with().get(named.name().last()) : null;
        if (with != null) {
            var outside = new HashMap<>(queries.with());
            outside.remove(with.name());
            Translated query =
                    new QueryTranslator(queries.environment(), queries.names(), outside).translate(with.query());
            return derived(query, named.alias() == null ? with.name() : named.alias(), null, with.columns());
        }
        Optional<Environment.VirtualTable> virtual = queries.environment().informationSchema(named.name());
        if (virtual.isPresent()) {
            return virtual(virtual.get(), named);
        }
        return switch (queries.environment().readable(named.name())) {
            case Relation.Table table -> table(table, named.alias());
            case Relation.View view -> view(view, named.alias());
        };
    }

    private Supplier<String> table(Relation.Table table, @Nullable String alias) {
        String name = queries.names().next();
        var documents = new ArrayList<DocumentFields>();
        scope.add(tableSource(queries, table, alias, name, documents));
        return () -> {
            String sql = table.storage();
            for (DocumentFields fields : documents) {
                sql = fields.around(sql);
            }
            return sql + " AS " + name;
        };
    }

    /** A table under a DuckDB alias; DML statements bring their target in this way. */
    static Scope.Source tableSource(
            QueryTranslator queries, Relation.Table table, @Nullable String alias, String name) {
        List<Scope.Visible> columns = table.columns().stream()
                .map(c -> new Scope.Visible(
                        c.name(), MaskedColumns.read(queries, c, name + "." + c.storage()), c.type(), false))
                .toList();
        return new Scope.Source(alias, alias == null ? fullName(table) : null, columns, null);
    }

    /** @param documents gets the fields of its columns of documents, to be put around it */
    static Scope.Source tableSource(
            QueryTranslator queries,
            Relation.Table table,
            @Nullable String alias,
            String name,
            List<DocumentFields> documents) {
        Scope.Source source = tableSource(queries, table, alias, name);
        var columns = new ArrayList<>(source.columns());
        for (int i = 0; i < columns.size(); i++) {
            Column column = table.columns().get(i);
            if (column.type().isSemiStructured() && column.maskingPolicy() == null) {
                var fields = new DocumentFields(name, column.storage(), i);
                documents.add(fields);
                columns.set(i, new Scope.Visible(column.name(), columns.get(i).sql(), column.type(), false, fields));
            }
        }
        return new Scope.Source(source.alias(), source.fullName(), columns, null);
    }

    private static Name fullName(Relation relation) {
        return Name.of(
                relation.name().database(),
                relation.name().schema(),
                relation.name().name());
    }

    private Supplier<String> view(Relation.View view, @Nullable String alias) {
        Environment definers = queries.environment().of(view);
        Translated query = new QueryTranslator(definers, queries.names(), new HashMap<>())
                .translate(StatementParser.parseQuery(view.text()));
        List<String> names = view.columns().stream().map(c -> c.name()).toList();
        if (view.columns().stream().allMatch(c -> c.maskingPolicy() == null)) {
            return derived(query, alias, fullName(view), names);
        }
        return derived(masked(view, query), alias, fullName(view), names);
    }

    /** The view's query within one that reads each column through its policy. */
    private Translated masked(Relation.View view, Translated query) {
        String name = queries.names().next();
        var items = new ArrayList<String>();
        for (int i = 0; i < view.columns().size(); i++) {
            Column column = view.columns().get(i).ofType(query.columns().get(i).type());
            items.add(MaskedColumns.read(queries, column, name + ".c" + i) + " AS c" + i);
        }
        return new Translated(
                "SELECT " + String.join(", ", items) + " FROM (" + query.sql() + ") AS " + name, query.columns());
    }

    private Supplier<String> derived(
            Translated query, @Nullable String alias, @Nullable Name fullName, List<String> columnNames) {
        String name = queries.names().next();
        if (!columnNames.isEmpty() && columnNames.size() != query.columns().size()) {
            throw new SnowflakeError(
                    2057,
                    "42601",
                    "SQL compilation error:\nexpected " + columnNames.size() + " columns, got "
                            + query.columns().size());
        }
        List<Scope.Visible> columns = IntStream.range(0, query.columns().size())
                .mapToObj(i -> new Scope.Visible(
                        columnNames.isEmpty() ? query.columns().get(i).name() : columnNames.get(i),
                        name + ".c" + i,
                        query.columns().get(i).type(),
                        false))
                .toList();
        scope.add(new Scope.Source(alias, alias == null ? fullName : null, columns, null));
        return () -> "(" + query.sql() + ") AS " + name;
    }

    private Supplier<String> staged(Query.Staged staged) {
        String name = queries.names().next();
        var source = new StagedSource(name, queries.environment().staged(staged.stage(), staged.options()));
        scope.add(new Scope.Source(staged.alias(), null, List.of(), source));
        return source::fromSql;
    }

    private Supplier<String> virtual(Environment.VirtualTable table, Query.Named named) {
        String name = queries.names().next();
        var columns = new ArrayList<Scope.Visible>();
        for (int i = 0; i < table.columns().size(); i++) {
            String column = table.columns().get(i);
            columns.add(
                    table.numbers().contains(column)
                            ? new Scope.Visible(
                                    column,
                                    "CAST(" + name + ".c" + i + " AS DECIMAL(18,0))",
                                    SnowType.fixed(18, 0),
                                    false)
                            : new Scope.Visible(column, name + ".c" + i, SnowType.TEXT, false));
        }
        scope.add(new Scope.Source(named.alias(), named.alias() == null ? named.name() : null, columns, null));
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        String nothing =
                table.columns().stream().map(c -> "CAST(NULL AS VARCHAR)").collect(Collectors.joining(", ", "(", ")"));
        String rows = table.rows().stream()
                .map(row -> row.stream()
                        .map(v -> v == null ? "NULL" : Literals.string(v))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        String values =
                rows.isEmpty() ? "(SELECT * FROM (VALUES " + nothing + ") WHERE FALSE)" : "(VALUES " + rows + ")";
        return () -> values + " AS " + name + "(" + names + ")";
    }

    /** VALUE and INDEX of the elements of an array; no row for NULL (docs: FLATTEN, OUTER => FALSE). Objects are refused. */
    private Supplier<String> flatten(Query.Flatten flatten) {
        var input = new ExpressionTranslator(queries, scope).translate(flatten.input());
        if (!input.type().isSemiStructured()) {
            throw SnowflakeError.unsupported("FLATTEN of " + input.type().display());
        }
        String array = "coalesce(" + input.sql() + ", '[]'::JSON)";
        String name = queries.names().next();
        scope.add(new Scope.Source(
                flatten.alias(),
                null,
                List.of(
                        new Scope.Visible(
                                "INDEX", "CAST(" + name + ".c0 AS DECIMAL(18,0))", SnowType.fixed(18, 0), false),
                        new Scope.Visible("VALUE", name + ".c1", SnowType.VARIANT, false)),
                null));
        return () -> "(SELECT unnest(range(CAST(json_array_length(" + array + ") AS BIGINT))) AS c0, unnest(CAST("
                + array + " AS JSON[])) AS c1) AS " + name;
    }

    private Supplier<String> join(Query.Join join) {
        int before = scope.sources().size();
        Supplier<String> left = translate(join.left());
        int middle = scope.sources().size();
        Supplier<String> right = translate(join.right());
        var expressions = new ExpressionTranslator(queries, scope);
        String on = join.on() == null ? "" : " ON " + expressions.condition(join.on());
        if (!join.using().isEmpty()) {
            on = " ON " + using(join.using(), before, middle, expressions);
        }
        String clause = on;
        return () -> left.get() + " " + join.kind() + " " + right.get() + clause;
    }

    /** USING (a): the right side's a is hidden afterwards. */
    private String using(List<String> columns, int before, int middle, ExpressionTranslator expressions) {
        var conditions = new ArrayList<String>();
        for (String column : columns) {
            Typed left = find(scope.sources().subList(before, middle), column);
            Typed right = find(scope.sources().subList(middle, scope.sources().size()), column);
            conditions.add(expressions.compare("=", left, right).sql());
        }
        for (int i = middle; i < scope.sources().size(); i++) {
            Scope.Source source = scope.sources().get(i);
            scope.sources()
                    .set(
                            i,
                            new Scope.Source(
                                    source.alias(),
                                    source.fullName(),
                                    source.columns().stream()
                                            .map(c -> columns.contains(c.name())
                                                    ? new Scope.Visible(c.name(), c.sql(), c.type(), true, c.fields())
                                                    : c)
                                            .toList(),
                                    source.staged()));
        }
        return String.join(" AND ", conditions);
    }

    private static Typed find(List<Scope.Source> sources, String column) {
        return sources.stream()
                .flatMap(s -> s.columns().stream())
                .filter(c -> c.name().equals(column))
                .findFirst()
                .map(c -> Typed.of(c.sql(), c.type()))
                .orElseThrow(() -> SnowflakeError.invalidIdentifier(column));
    }
}
