package io.hubflow.duckdb;

import io.hubflow.engine.view.SqlDialect;
import io.hubflow.engine.view.ViewType;
import java.util.Locale;

/** DuckDB's SQL in views; names are lower case. */
final class DuckDbDialect implements SqlDialect {
    @Override
    public String quote(String name) {
        return Sql.name(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String literal(String text) {
        return Sql.text(text);
    }

    @Override
    public String as(ViewType type, String expression) {
        return switch (type) {
            // By way of text, which every type has.
            case INT -> "TRY_CAST(CAST(" + expression + " AS VARCHAR) AS BIGINT)";
            case STRING -> "CAST(" + expression + " AS VARCHAR)";
            case TIMESTAMP -> "CAST(" + expression + " AS TIMESTAMP WITH TIME ZONE)";
            case BOOLEAN -> "TRY_CAST(" + expression + " AS BOOLEAN)";
            case FLOAT -> "TRY_CAST(" + expression + " AS DOUBLE)";
        };
    }

    @Override
    public String member(String json, String name) {
        return "(" + json + " ->> " + Sql.text("$.\"" + name + "\"") + ")";
    }

    @Override
    public String eachElement(String json, String alias) {
        return ", (SELECT unnest(CAST(coalesce(" + json + ", '[]') AS JSON[])) AS value) AS " + alias;
    }

    @Override
    public String element(String alias) {
        return alias + ".value";
    }

    @Override
    public String elementText(String alias) {
        return "(" + alias + ".value ->> '$')";
    }

    @Override
    public String firstElement(String json) {
        return "(" + json + " ->> '$[0]')";
    }

    @Override
    public String md5(String text) {
        return "md5(" + text + ")";
    }
}
