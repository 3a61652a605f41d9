package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Statement.ColumnDefinition;
import io.hubflow.snowflake.emulator.sql.Statement.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads ALTER, DROP and COMMENT ON. */
final class AlterParser {
    private final Cursor in;
    private final QueryParser queries;

    AlterParser(Cursor in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    Statement statement() {
        if (in.accept("DROP")) {
            return drop();
        }
        if (in.accept("COMMENT")) {
            return comment();
        }
        in.expect("ALTER");
        if (in.accept("SESSION")) {
            return session();
        }
        if (in.accept("TABLE")) {
            boolean ifExists = in.accept("IF", "EXISTS");
            Name name = in.name();
            return new Statement.AlterTable(name, ifExists, tableChange());
        }
        if (in.accept("VIEW")) {
            boolean ifExists = in.accept("IF", "EXISTS");
            Name name = in.name();
            return new Statement.AlterTable(name, ifExists, viewChange());
        }
        if (in.accept("WAREHOUSE")) {
            return warehouse();
        }
        if (in.accept("ACCOUNT")) {
            in.expect("SET");
            return new Statement.AlterAccount(in.options());
        }
        if (in.accept("STAGE")) {
            Name name = in.name();
            in.expect("RENAME", "TO");
            return new Statement.RenameStage(name, in.name());
        }
        if (in.accept("USER")) {
            in.accept("IF", "EXISTS");
            Name name = in.name();
            in.expect("SET");
            return new Statement.AlterUser(name, in.options());
        }
        throw SnowflakeError.unsupported("ALTER " + in.peek().text());
    }

    private Statement drop() {
        for (String type : List.of(
                "TABLE",
                "VIEW",
                "STAGE",
                "SCHEMA",
                "DATABASE",
                "WAREHOUSE",
                "ROLE",
                "USER",
                "FILE FORMAT",
                "MASKING POLICY",
                "SEMANTIC VIEW",
                "TAG")) {
            if (in.accept(type.split(" "))) {
                boolean ifExists = in.accept("IF", "EXISTS");
                Name name = in.name();
                if (!in.accept("CASCADE")) {
                    in.accept("RESTRICT");
                }
                return new Statement.Drop(type, name, ifExists);
            }
        }
        throw SnowflakeError.unsupported("DROP " + in.peek().text());
    }

    private Statement comment() {
        boolean ifExists = in.accept("IF", "EXISTS");
        in.expect("ON");
        String type = in.identifier();
        if (!List.of("TABLE", "VIEW", "COLUMN", "SCHEMA", "DATABASE", "STAGE").contains(type)) {
            throw SnowflakeError.unsupported("COMMENT ON " + type);
        }
        Name name = in.name();
        in.expect("IS");
        return new Statement.Comment(type, name, in.string(), ifExists);
    }

    private Statement session() {
        if (in.accept("UNSET")) {
            return new Statement.AlterSession(Map.of(), in.commaSeparated(in::identifier));
        }
        in.expect("SET");
        Map<String, Object> options = in.options();
        if (options.isEmpty()) {
            throw in.unexpected();
        }
        return new Statement.AlterSession(options, List.of());
    }

    private Statement warehouse() {
        in.accept("IF", "EXISTS");
        Name name = in.at("SUSPEND") || in.at("RESUME") || in.at("SET") ? null : in.name();
        if (in.accept("SUSPEND")) {
            return new Statement.AlterWarehouse(name, "SUSPEND", Map.of());
        }
        if (in.accept("RESUME")) {
            in.accept("IF", "SUSPENDED");
            return new Statement.AlterWarehouse(name, "RESUME", Map.of());
        }
        in.expect("SET");
        return new Statement.AlterWarehouse(name, "SET", in.options());
    }

    private TableChange tableChange() {
        if (in.accept("RENAME", "TO")) {
            return new Statement.RenameTable(in.name());
        }
        if (in.accept("RENAME", "COLUMN")) {
            String from = in.identifier();
            in.expect("TO");
            return new Statement.RenameColumn(from, in.identifier());
        }
        if (in.accept("ADD")) {
            return addColumns();
        }
        if (in.accept("DROP")) {
            in.accept("COLUMN");
            boolean ifExists = in.accept("IF", "EXISTS");
            return new Statement.DropColumns(in.commaSeparated(in::identifier), ifExists);
        }
        if (in.accept("ALTER") || in.accept("MODIFY")) {
            return modifyColumns();
        }
        if (in.accept("SET")) {
            var options = new LinkedHashMap<String, Object>(in.options());
            return new Statement.SetTableOptions(options);
        }
        throw SnowflakeError.unsupported("ALTER TABLE ... " + in.peek().text());
    }

    /** What a view can have: a comment, and policies, tags and comments of its columns. */
    private TableChange viewChange() {
        if (in.accept("SET")) {
            return new Statement.SetTableOptions(in.options());
        }
        if (in.accept("ALTER") || in.accept("MODIFY")) {
            in.accept("COLUMN");
            String column = in.identifier();
            return policies()
                    .columnChange(column)
                    .orElseThrow(() -> SnowflakeError.unsupported(
                            "ALTER VIEW ... COLUMN ... " + in.peek().text()));
        }
        throw SnowflakeError.unsupported("ALTER VIEW ... " + in.peek().text());
    }

    private PolicyParser policies() {
        return new PolicyParser(in, queries);
    }

    private TableChange addColumns() {
        in.accept("COLUMN");
        var columns = new ArrayList<ColumnDefinition>();
        var unlessPresent = new ArrayList<Boolean>();
        var create = new CreateParser(in, queries);
        do {
            in.accept("COLUMN");
            unlessPresent.add(in.accept("IF", "NOT", "EXISTS"));
            columns.add(create.column(in));
        } while (in.acceptOperator(","));
        return new Statement.AddColumns(columns, unlessPresent);
    }

    private TableChange modifyColumns() {
        boolean parenthesised = in.acceptOperator("(");
        var columns = new ArrayList<String>();
        var types = new ArrayList<TypeName>();
        do {
            in.accept("COLUMN");
            String column = in.identifier();
            Optional<TableChange> described = policies().columnChange(column);
            if (described.isPresent()) {
                return described.get() instanceof Statement.SetColumnComments first
                        ? comments(first, parenthesised)
                        : onlyChange(described.get(), parenthesised);
            }
            if (in.at("DROP", "NOT", "NULL") || in.at("SET", "NOT", "NULL")) {
                boolean nullable = in.take().text().toUpperCase(Locale.ROOT).equals("DROP");
                in.expect("NOT", "NULL");
                return new Statement.SetNullable(column, nullable);
            }
            if (!in.accept("SET", "DATA", "TYPE")
                    && (in.at("SET") || in.at("DROP") || in.at("COMMENT") || in.at("UNSET"))) {
                throw SnowflakeError.unsupported("ALTER COLUMN ... " + in.peek().text());
            }
            in.accept("TYPE");
            columns.add(column);
            types.add(in.typeName());
        } while (in.acceptOperator(","));
        if (parenthesised) {
            in.expectOperator(")");
        }
        return new Statement.SetDataTypes(columns, types);
    }

    /** Comments of several columns, as Snowflake takes them in one statement (docs: ALTER TABLE … ALTER COLUMN). */
    private TableChange comments(Statement.SetColumnComments first, boolean parenthesised) {
        var all = new LinkedHashMap<>(first.comments());
        while (in.acceptOperator(",")) {
            in.accept("COLUMN");
            String column = in.identifier();
            if (policies().columnChange(column).orElse(null) instanceof Statement.SetColumnComments next) {
                all.putAll(next.comments());
            } else {
                throw SnowflakeError.unsupported("comments beside other changes in one ALTER");
            }
        }
        if (parenthesised) {
            in.expectOperator(")");
        }
        return new Statement.SetColumnComments(all);
    }

    /** Snowflake takes several in one statement; here each needs its own. */
    private TableChange onlyChange(TableChange change, boolean parenthesised) {
        if (in.atOperator(",")) {
            throw SnowflakeError.unsupported("several changes of policies or tags in one ALTER");
        }
        if (parenthesised) {
            in.expectOperator(")");
        }
        return change;
    }
}
