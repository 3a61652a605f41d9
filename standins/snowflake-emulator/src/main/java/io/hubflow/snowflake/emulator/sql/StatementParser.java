package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one statement. What it does not know is refused with {@link SnowflakeError#UNSUPPORTED} (a statement that Snowflake has) or a
 * syntax error (one that nobody has); it never skips a word.
 */
public final class StatementParser {
    /** Statements of Snowflake that the emulator has no model of. */
    private static final Set<String> KNOWN_ELSEWHERE =
            Set.of("CALL", "EXECUTE", "UNDROP", "DECLARE", "LET", "UNSET", "CLUSTER", "REPLACE");

    private final Cursor in;
    private final QueryParser queries;

    private StatementParser(String sql) {
        this.in = new Cursor(sql);
        this.queries = new QueryParser(in);
    }

    /** A statement and the number of its bind variables. */
    public record Parsed(Statement statement, int binds) {}

    /** @throws SnowflakeError when the text is not one statement that the emulator understands */
    public static Statement parse(String sql) {
        return parseWithBinds(sql).statement();
    }

    /** @throws SnowflakeError as {@link #parse} */
    public static Parsed parseWithBinds(String sql) {
        var parser = new StatementParser(sql);
        Statement statement = parser.statement();
        while (parser.in.acceptOperator(";")) {
            // a trailing semicolon is allowed, a second statement is not
        }
        if (!parser.in.atEnd()) {
            throw parser.in.unexpected();
        }
        return new Parsed(statement, parser.in.binds());
    }

    /** A query alone: the text of a view. */
    public static Query parseQuery(String sql) {
        return parse(sql) instanceof Statement.Select select ? select.query() : refuseQuery(sql);
    }

    private static Query refuseQuery(String sql) {
        throw SnowflakeError.unsupported("not a query: " + sql);
    }

    private Statement statement() {
        Token first = in.peek();
        if (first.isOperator("(")) {
            return new Statement.Select(queries.query());
        }
        if (first.kind() != Kind.WORD) {
            throw in.unexpected();
        }
        return switch (first.text().toUpperCase(Locale.ROOT)) {
            case "SELECT", "WITH", "VALUES" -> new Statement.Select(queries.query());
            case "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY" -> new DmlParser(in, queries).statement();
            case "CREATE" -> new CreateParser(in, queries).statement();
            case "ALTER", "DROP", "COMMENT" -> new AlterParser(in, queries).statement();
            case "GRANT", "REVOKE" -> new GrantParser(in).statement();
            case "USE" -> use();
            case "SHOW" -> show();
            case "DESC", "DESCRIBE" -> describe();
            case "EXPLAIN" -> explain();
            case "PUT" -> put();
            case "GET" -> get();
            case "LIST", "LS" -> list();
            case "REMOVE", "RM" -> remove();
            case "BEGIN", "START" -> begin();
            case "COMMIT" -> {
                in.take();
                in.accept("WORK");
                yield new Statement.Commit();
            }
            case "ROLLBACK" -> {
                in.take();
                in.accept("WORK");
                yield new Statement.Rollback();
            }
            case "SET" -> throw SnowflakeError.unsupported("session variables (SET)");
            default -> {
                if (KNOWN_ELSEWHERE.contains(first.text().toUpperCase(Locale.ROOT))) {
                    throw SnowflakeError.unsupported("statement " + first.text().toUpperCase(Locale.ROOT));
                }
                throw in.unexpected();
            }
        };
    }

    private Statement explain() {
        in.expect("EXPLAIN");
        if (in.accept("USING") && !in.accept("TABULAR")) {
            throw SnowflakeError.unsupported("EXPLAIN USING " + in.peek().text());
        }
        return new Statement.Explain(statement());
    }

    private Statement begin() {
        if (in.accept("START")) {
            in.expect("TRANSACTION");
        } else {
            in.expect("BEGIN");
            if (!in.accept("TRANSACTION")) {
                in.accept("WORK");
            }
        }
        if (in.accept("NAME")) {
            in.identifier();
        }
        return new Statement.Begin();
    }

    private Statement use() {
        in.expect("USE");
        if (in.accept("SECONDARY", "ROLES")) {
            boolean all = in.accept("ALL");
            if (!all && !in.accept("NONE")) {
                throw SnowflakeError.unsupported("USE SECONDARY ROLES other than ALL or NONE");
            }
            return new Statement.UseSecondaryRoles(all);
        }
        for (String type : List.of("ROLE", "WAREHOUSE", "DATABASE", "SCHEMA")) {
            if (in.at(type) && in.peek(1).kind() != Kind.END) {
                in.take();
                return new Statement.Use(type, in.name());
            }
        }
        return new Statement.Use("", in.name());
    }

    private Statement show() {
        in.expect("SHOW");
        boolean terse = in.accept("TERSE");
        if (terse) {
            throw SnowflakeError.unsupported("SHOW TERSE");
        }
        if (in.accept("FUTURE", "GRANTS")) {
            return showFutureGrants();
        }
        String type = showType();
        if (type.equals("GRANTS")) {
            return showGrants();
        }
        String like = in.accept("LIKE") ? in.string() : null;
        String scope = "";
        Name name = null;
        if (in.accept("IN") || in.accept("FOR")) {
            scope = "";
            for (String known :
                    List.of("ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW", "SESSION", "WAREHOUSE", "USER")) {
                if (scope.isEmpty() && in.accept(known)) {
                    scope = known;
                }
            }
            name = in.atIdentifier() && !in.at("STARTS") && !in.at("LIMIT") ? in.name() : null;
        }
        String startsWith = in.accept("STARTS", "WITH") ? in.string() : null;
        int limit = in.accept("LIMIT") ? in.integer() : Integer.MAX_VALUE;
        if (like == null && in.accept("LIKE")) {
            like = in.string();
        }
        return new Statement.Show(type, like, startsWith, scope, name, limit);
    }

    private String showType() {
        for (String two : List.of(
                "FILE FORMATS",
                "PRIMARY KEYS",
                "IMPORTED KEYS",
                "EXPORTED KEYS",
                "UNIQUE KEYS",
                "MASKING POLICIES",
                "SEMANTIC VIEWS")) {
            if (in.accept(two.split(" "))) {
                return two;
            }
        }
        for (String one : List.of(
                "TABLES",
                "VIEWS",
                "OBJECTS",
                "COLUMNS",
                "SCHEMAS",
                "DATABASES",
                "STAGES",
                "WAREHOUSES",
                "ROLES",
                "USERS",
                "GRANTS",
                "TAGS",
                "LOCKS",
                "TRANSACTIONS",
                "PARAMETERS")) {
            if (in.accept(one)) {
                return one;
            }
        }
        throw SnowflakeError.unsupported("SHOW " + in.peek().text());
    }

    private Statement showFutureGrants() {
        if (in.accept("TO")) {
            in.accept("ROLE");
            return new Statement.Show("FUTURE GRANTS", null, null, "TO ROLE", in.name(), Integer.MAX_VALUE);
        }
        in.expect("IN");
        String scope = in.accept("DATABASE") ? "DATABASE" : "SCHEMA";
        if (scope.equals("SCHEMA")) {
            in.expect("SCHEMA");
        }
        return new Statement.Show("FUTURE GRANTS", null, null, scope, in.name(), Integer.MAX_VALUE);
    }

    private Statement showGrants() {
        if (in.accept("TO")) {
            String scope = in.accept("ROLE") ? "TO ROLE" : "TO USER";
            if (scope.equals("TO USER")) {
                in.expect("USER");
            }
            return new Statement.Show("GRANTS", null, null, scope, in.name(), Integer.MAX_VALUE);
        }
        if (in.accept("OF", "ROLE")) {
            return new Statement.Show("GRANTS", null, null, "OF ROLE", in.name(), Integer.MAX_VALUE);
        }
        if (in.accept("ON")) {
            String type = GrantParser.objectType(in);
            return new Statement.Show("GRANTS", null, null, "ON " + type, in.name(), Integer.MAX_VALUE);
        }
        return new Statement.Show("GRANTS", null, null, "", null, Integer.MAX_VALUE);
    }

    private Statement describe() {
        in.take();
        for (String type : List.of("TABLE", "VIEW", "STAGE", "SCHEMA", "DATABASE", "WAREHOUSE", "USER")) {
            if (in.accept(type)) {
                return new Statement.Describe(type, in.name());
            }
        }
        if (in.accept("FILE", "FORMAT")) {
            return new Statement.Describe("FILE FORMAT", in.name());
        }
        throw SnowflakeError.unsupported("DESCRIBE " + in.peek().text());
    }

    private Statement put() {
        in.expect("PUT");
        String file = file();
        String stage = stage();
        return new Statement.Put(file, stage, in.options());
    }

    private Statement get() {
        in.expect("GET");
        String stage = stage();
        String file = file();
        return new Statement.GetFiles(stage, file, in.options());
    }

    private String file() {
        Token file = in.take();
        if (file.kind() != Kind.FILE
                && !(file.kind() == Kind.STRING && file.text().startsWith("file://"))) {
            throw SnowflakeError.syntax(1, file.start(), file.text());
        }
        return file.text();
    }

    private Statement list() {
        in.take();
        return new Statement.ListFiles(stage(), pattern());
    }

    private Statement remove() {
        in.take();
        return new Statement.Remove(stage(), pattern());
    }

    private @Nullable String pattern() {
        Map<String, Object> options = in.options();
        var unknown = new ArrayList<>(options.keySet());
        unknown.remove("PATTERN");
        if (!unknown.isEmpty()) {
            throw SnowflakeError.unsupported("option " + unknown.get(0));
        }
        return Cursor.text(options, "PATTERN");
    }

    private String stage() {
        Token token = in.take();
        if (token.kind() == Kind.STAGE
                || (token.kind() == Kind.STRING && token.text().startsWith("@"))) {
            return token.text();
        }
        throw SnowflakeError.syntax(1, token.start(), token.text());
    }
}
