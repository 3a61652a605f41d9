package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import io.hubflow.snowflake.emulator.sql.Statement.LogicalTable;
import io.hubflow.snowflake.emulator.sql.Statement.Relationship;
import io.hubflow.snowflake.emulator.sql.Statement.SemanticExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads semantic views (docs.snowflake.com/en/sql-reference/sql/create-semantic-view, read 2026-11-28). The clauses have one order.
 * Left out, and refused: private and window expressions, ranges, ASOF, search services, tags and the instructions for Cortex.
 */
final class SemanticViewParser {
    private final Cursor in;
    private final QueryParser queries;

    SemanticViewParser(Cursor in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    /** After {@code CREATE SEMANTIC VIEW [IF NOT EXISTS] name}. */
    Statement statement(Name name, Creation creation) {
        in.expect("TABLES");
        var tables = in.parenthesised(this::table);
        List<Relationship> relationships = clause("RELATIONSHIPS", this::relationship);
        List<SemanticExpression> facts = clause("FACTS", this::expression);
        List<SemanticExpression> dimensions = clause("DIMENSIONS", this::expression);
        List<SemanticExpression> metrics = clause("METRICS", this::expression);
        Map<String, Object> options = in.at("COMMENT") ? in.options() : Map.of();
        boolean copyGrants = in.accept("COPY", "GRANTS");
        return new Statement.CreateSemanticView(
                name,
                creation,
                tables,
                relationships,
                facts,
                dimensions,
                metrics,
                Cursor.text(options, "COMMENT"),
                copyGrants);
    }

    private <T> List<T> clause(String word, Supplier<T> item) {
        return in.accept(word) ? in.parenthesised(item) : List.of();
    }

    /** {@code [alias AS] table [PRIMARY KEY (…)] [UNIQUE (…)]… [WITH SYNONYMS (…)] [COMMENT = '…']} */
    private LogicalTable table() {
        Name first = in.name();
        boolean aliased = in.accept("AS");
        Name table = aliased ? in.name() : first;
        var keys = new ArrayList<List<String>>();
        if (in.accept("PRIMARY", "KEY")) {
            keys.add(in.parenthesised(in::identifier));
        }
        while (in.accept("UNIQUE")) {
            keys.add(in.parenthesised(in::identifier));
        }
        words();
        return new LogicalTable(first.last(), table, keys);
    }

    /** {@code [name AS] alias (columns) REFERENCES alias [(columns)]} */
    private Relationship relationship() {
        String first = in.identifier();
        String from = in.accept("AS") ? in.identifier() : first;
        List<String> columns = in.parenthesised(in::identifier);
        in.expect("REFERENCES");
        String to = in.identifier();
        List<String> referenced = in.atOperator("(") ? in.parenthesised(in::identifier) : List.of();
        return new Relationship(from, columns, to, referenced);
    }

    /** {@code alias.name AS expression [WITH SYNONYMS (…)] [COMMENT = '…']} */
    private SemanticExpression expression() {
        if (in.at("PRIVATE") || in.at("PUBLIC")) {
            throw SnowflakeError.unsupported("PRIVATE and PUBLIC in semantic views");
        }
        String table = in.identifier();
        in.expectOperator(".");
        String name = in.identifier();
        in.expect("AS");
        int start = in.position();
        queries.expressions().expression();
        String text = in.textFrom(start);
        words();
        return new SemanticExpression(table, name, text);
    }

    private void words() {
        if (in.accept("WITH", "SYNONYMS")) {
            in.acceptOperator("=");
            in.parenthesised(in::string);
        }
        if (in.accept("COMMENT")) {
            in.expectOperator("=");
            in.string();
        }
    }
}
