package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Statement.ColumnDefinition;
import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import io.hubflow.snowflake.emulator.sql.Statement.TableKind;
import io.hubflow.snowflake.emulator.sql.Statement.ViewColumn;
import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads CREATE of tables, views, stages, file formats, schemas, databases, warehouses, roles and users. */
final class CreateParser {
    /** Table options that change nothing in what the emulator shows. */
    private static final Set<String> HARMLESS_TABLE_OPTIONS =
            Set.of("DATA_RETENTION_TIME_IN_DAYS", "CHANGE_TRACKING", "ENABLE_SCHEMA_EVOLUTION", "COMMENT");

    private final Cursor in;
    private final QueryParser queries;

    CreateParser(Cursor in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    Statement statement() {
        in.expect("CREATE");
        boolean orReplace = in.accept("OR", "REPLACE");
        boolean secure = in.accept("SECURE");
        TableKind kind = tableKind();
        for (String type : List.of("TABLE", "VIEW", "STAGE", "SCHEMA", "DATABASE", "WAREHOUSE", "ROLE", "USER")) {
            if (in.accept(type)) {
                return created(type, kind, orReplace);
            }
        }
        if (!secure && in.accept("FILE", "FORMAT")) {
            Creation creation = creation(orReplace);
            return new Statement.CreateFileFormat(in.name(), creation, in.options());
        }
        if (!secure && in.accept("MASKING", "POLICY")) {
            Creation creation = creation(orReplace);
            return new PolicyParser(in, queries).maskingPolicy(in.name(), creation);
        }
        if (!secure && in.accept("SEMANTIC", "VIEW")) {
            Creation creation = creation(orReplace);
            return new SemanticViewParser(in, queries).statement(in.name(), creation);
        }
        if (!secure && in.accept("TAG")) {
            Creation creation = creation(orReplace);
            return new PolicyParser(in, queries).tag(in.name(), creation);
        }
        throw SnowflakeError.unsupported("CREATE " + in.peek().text());
    }

    private Statement created(String type, TableKind kind, boolean orReplace) {
        Creation creation = creation(orReplace);
        Name name = in.name();
        return switch (type) {
            case "TABLE" -> table(name, creation, kind);
            case "VIEW" -> view(name, creation);
            case "STAGE" -> new Statement.CreateStage(name, creation, kind == TableKind.TEMPORARY, in.options());
            default -> new Statement.CreateObject(type, name, creation, with());
        };
    }

    private Map<String, Object> with() {
        in.accept("WITH");
        return in.options();
    }

    private TableKind tableKind() {
        if (in.accept("TRANSIENT")) {
            return TableKind.TRANSIENT;
        }
        if (in.at("LOCAL") || in.at("GLOBAL")) {
            in.take();
        }
        return in.accept("TEMPORARY") || in.accept("TEMP") ? TableKind.TEMPORARY : TableKind.PERMANENT;
    }

    private Creation creation(boolean orReplace) {
        boolean ifNotExists = in.accept("IF", "NOT", "EXISTS");
        if (orReplace && ifNotExists) {
            throw SnowflakeError.syntax(1, 0, "IF NOT EXISTS");
        }
        return orReplace ? Creation.OR_REPLACE : ifNotExists ? Creation.IF_NOT_EXISTS : Creation.PLAIN;
    }

    private Statement table(Name name, Creation creation, TableKind kind) {
        if (in.at("LIKE") || in.at("CLONE")) {
            throw SnowflakeError.unsupported("CREATE TABLE ... " + in.peek().text());
        }
        List<ColumnDefinition> columns = atColumns() ? columns() : List.of();
        if (in.at("CLUSTER")) {
            in.take();
            in.expect("BY");
            in.parenthesised(queries.expressions()::expression);
        }
        var options = new LinkedHashMap<String, Object>(in.options());
        boolean copyGrants = in.accept("COPY", "GRANTS");
        options.putAll(in.options());
        for (String option : options.keySet()) {
            if (!HARMLESS_TABLE_OPTIONS.contains(option)) {
                throw SnowflakeError.unsupported("table option " + option);
            }
        }
        Query as = in.accept("AS") ? queries.query() : null;
        if (columns.isEmpty() && as == null) {
            throw in.unexpected();
        }
        return new Statement.CreateTable(
                name, creation, kind, columns, as, Cursor.text(options, "COMMENT"), copyGrants);
    }

    private boolean atColumns() {
        return in.atOperator("(");
    }

    private List<ColumnDefinition> columns() {
        in.expectOperator("(");
        var columns = new ArrayList<ColumnDefinition>();
        var keys = new ArrayList<String>();
        do {
            if (in.at("CONSTRAINT") || in.at("PRIMARY", "KEY") || in.at("UNIQUE") || in.at("FOREIGN", "KEY")) {
                keys.addAll(constraint());
            } else {
                columns.add(column(in));
            }
        } while (in.acceptOperator(","));
        in.expectOperator(")");
        return columns.stream()
                .map(c -> keys.contains(c.name()) ? c.asKey() : c)
                .toList();
    }

    /** Constraints are declared, not enforced (NOT NULL apart); a primary key makes its columns NOT NULL. */
    private List<String> constraint() {
        if (in.accept("CONSTRAINT")) {
            in.identifier();
        }
        boolean primary = in.accept("PRIMARY", "KEY");
        if (!primary && !in.accept("UNIQUE")) {
            throw SnowflakeError.unsupported("constraint " + in.peek().text());
        }
        List<String> columns = in.parenthesised(in::identifier);
        properties(in);
        return primary ? columns : List.of();
    }

    private static void properties(Cursor in) {
        while (in.accept("NOT", "ENFORCED") || in.accept("RELY") || in.accept("NORELY")) {
            // recorded nowhere: the emulator enforces NOT NULL only, as Snowflake does
        }
    }

    /** One column definition; ALTER TABLE ... ADD COLUMN reads the same. */
    ColumnDefinition column(Cursor cursor) {
        String name = cursor.identifier();
        TypeName type = cursor.typeName();
        boolean notNull = false;
        boolean primaryKey = false;
        Expr defaultValue = null;
        String comment = null;
        Name maskingPolicy = null;
        Map<Name, String> tags = Map.of();
        while (true) {
            if (cursor.accept("NOT", "NULL")) {
                notNull = true;
            } else if (cursor.accept("NULL")) {
                notNull = false;
            } else if (cursor.accept("PRIMARY", "KEY")) {
                primaryKey = true;
                notNull = true;
                properties(cursor);
            } else if (cursor.accept("UNIQUE")) {
                properties(cursor);
            } else if (cursor.accept("DEFAULT")) {
                defaultValue = queries.expressions().expression();
            } else if (cursor.accept("COMMENT")) {
                comment = cursor.string();
            } else if (cursor.accept("WITH", "MASKING", "POLICY") || cursor.accept("MASKING", "POLICY")) {
                maskingPolicy = cursor.name();
            } else if (cursor.accept("WITH", "TAG") || cursor.accept("TAG")) {
                cursor.expectOperator("(");
                tags = new PolicyParser(cursor, queries).tags();
                cursor.expectOperator(")");
            } else if (cursor.atOperator(",") || cursor.atOperator(")") || cursor.atOperator(";") || cursor.atEnd()) {
                return new ColumnDefinition(
                        name, type, notNull, primaryKey, defaultValue, comment, maskingPolicy, tags);
            } else {
                throw SnowflakeError.unsupported(
                        "column option " + cursor.peek().text());
            }
        }
    }

    private ViewColumn viewColumn() {
        String name = in.identifier();
        Name policy = in.accept("WITH", "MASKING", "POLICY") ? in.name() : null;
        Map<Name, String> tags = Map.of();
        if (in.accept("WITH", "TAG")) {
            in.expectOperator("(");
            tags = new PolicyParser(in, queries).tags();
            in.expectOperator(")");
        }
        return new ViewColumn(name, in.accept("COMMENT") ? in.string() : null, policy, tags);
    }

    private Statement view(Name name, Creation creation) {
        var columns = new ArrayList<ViewColumn>();
        if (in.acceptOperator("(")) {
            do {
                columns.add(viewColumn());
            } while (in.acceptOperator(","));
            in.expectOperator(")");
        }
        boolean copyGrants = in.accept("COPY", "GRANTS");
        String comment = comment();
        in.expect("AS");
        int start = in.position();
        if (in.peek().kind() == Kind.END) {
            throw in.unexpected();
        }
        Query query = queries.query();
        return new Statement.CreateView(name, creation, columns, in.textFrom(start), query, comment, copyGrants);
    }

    private @Nullable String comment() {
        Map<String, Object> options = in.options();
        for (String option : options.keySet()) {
            if (!option.equals("COMMENT")) {
                throw SnowflakeError.unsupported("view option " + option);
            }
        }
        return Cursor.text(options, "COMMENT");
    }
}
