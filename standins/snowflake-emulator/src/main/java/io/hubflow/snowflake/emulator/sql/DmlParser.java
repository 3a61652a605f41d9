package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Statement.Assignment;
import io.hubflow.snowflake.emulator.sql.Statement.MergeAction;
import io.hubflow.snowflake.emulator.sql.Statement.MergeClause;
import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads INSERT, UPDATE, DELETE, MERGE, TRUNCATE and COPY INTO. */
final class DmlParser {
    private final Cursor in;
    private final QueryParser queries;

    DmlParser(Cursor in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    Statement statement() {
        if (in.accept("INSERT")) {
            return insert();
        }
        if (in.accept("UPDATE")) {
            return update();
        }
        if (in.accept("DELETE")) {
            return delete();
        }
        if (in.accept("MERGE")) {
            return merge();
        }
        if (in.accept("TRUNCATE")) {
            in.accept("TABLE");
            boolean ifExists = in.accept("IF", "EXISTS");
            return new Statement.Truncate(in.name(), ifExists);
        }
        in.expect("COPY");
        return copy();
    }

    private Statement insert() {
        if (in.at("OVERWRITE") || in.at("ALL") || in.at("FIRST")) {
            throw SnowflakeError.unsupported("INSERT " + in.peek().text());
        }
        in.expect("INTO");
        Name table = in.name();
        List<String> columns =
                in.atOperator("(") && !in.peek(1).isWord("SELECT") ? in.parenthesised(in::identifier) : List.of();
        return new Statement.Insert(table, columns, queries.query());
    }

    private Statement update() {
        Name table = in.name();
        String alias = queries.alias();
        in.expect("SET");
        List<Assignment> assignments = in.commaSeparated(this::assignment);
        List<Query.Source> from = in.accept("FROM") ? queries.sources() : List.of();
        Expr where = in.accept("WHERE") ? queries.expressions().expression() : null;
        return new Statement.Update(table, alias, assignments, from, where);
    }

    /** The target of SET may carry the table's alias; only its last part counts. */
    private Assignment assignment() {
        Name column = in.name();
        in.expectOperator("=");
        if (in.at("DEFAULT")) {
            throw SnowflakeError.unsupported("SET ... = DEFAULT");
        }
        return new Assignment(column.last(), queries.expressions().expression());
    }

    private Statement delete() {
        in.expect("FROM");
        Name table = in.name();
        String alias = queries.alias();
        List<Query.Source> using = in.accept("USING") ? queries.sources() : List.of();
        Expr where = in.accept("WHERE") ? queries.expressions().expression() : null;
        return new Statement.Delete(table, alias, using, where);
    }

    private Statement merge() {
        in.expect("INTO");
        Name table = in.name();
        String alias = queries.alias();
        in.expect("USING");
        Query.Source source = queries.source();
        in.expect("ON");
        Expr on = queries.expressions().expression();
        var clauses = new ArrayList<MergeClause>();
        while (in.accept("WHEN")) {
            boolean matched = !in.accept("NOT");
            in.expect("MATCHED");
            if (in.at("BY")) {
                throw SnowflakeError.unsupported("WHEN NOT MATCHED BY");
            }
            Expr condition = in.accept("AND") ? queries.expressions().expression() : null;
            in.expect("THEN");
            clauses.add(new MergeClause(matched, condition, mergeAction(matched)));
        }
        if (clauses.isEmpty()) {
            throw in.unexpected();
        }
        return new Statement.Merge(table, alias, source, on, clauses);
    }

    private MergeAction mergeAction(boolean matched) {
        if (!matched) {
            in.expect("INSERT");
            List<String> columns =
                    in.atOperator("(") ? in.parenthesised(() -> in.name().last()) : List.of();
            in.expect("VALUES");
            return new Statement.MergeInsert(columns, in.parenthesised(queries.expressions()::expression));
        }
        if (in.accept("DELETE")) {
            return new Statement.MergeDelete();
        }
        in.expect("UPDATE");
        if (in.at("ALL")) {
            throw SnowflakeError.unsupported("UPDATE ALL BY NAME");
        }
        in.expect("SET");
        return new Statement.MergeUpdate(in.commaSeparated(this::assignment));
    }

    private Statement copy() {
        in.expect("INTO");
        if (in.peek().kind() == Kind.STAGE) {
            throw SnowflakeError.unsupported("COPY INTO a location (unloading)");
        }
        Name table = in.name();
        List<String> columns = in.atOperator("(") ? in.parenthesised(in::identifier) : List.of();
        in.expect("FROM");
        String stage = null;
        Query query = null;
        if (in.acceptOperator("(")) {
            query = queries.query();
            in.expectOperator(")");
        } else if (in.peek().kind() == Kind.STAGE || in.peek().kind() == Kind.STRING) {
            stage = in.take().text();
        } else {
            throw in.unexpected();
        }
        Map<String, Object> options = in.options();
        return new Statement.CopyInto(table, columns, stage, query, options);
    }
}
