package io.hubflow.snowflake;

import io.hubflow.engine.view.SqlDialect;
import io.hubflow.engine.view.ViewType;

/** Snowflake's SQL in views; names are upper case. */
final class SnowflakeDialect implements SqlDialect {
    @Override
    public String quote(String name) {
        return Identifiers.quote(Identifiers.column(name));
    }

    @Override
    public String literal(String text) {
        return Identifiers.literal(text);
    }

    @Override
    public String as(ViewType type, String expression) {
        var isNull = expression.equals("NULL");
        return switch (type) {
            // By way of text, which every type has; TRY_CAST takes nothing else.
            case INT -> isNull ? "NULL::NUMBER(38,0)" : "TRY_TO_NUMBER(TO_VARCHAR(" + expression + "), 38, 0)";
            case STRING -> "(" + expression + ")::VARCHAR";
            case TIMESTAMP -> "(" + expression + ")::TIMESTAMP_TZ";
            case BOOLEAN -> "(" + expression + ")::BOOLEAN";
            case FLOAT -> isNull ? "NULL::FLOAT" : "TRY_TO_DOUBLE(TO_VARCHAR(" + expression + "))";
        };
    }

    @Override
    public String member(String json, String name) {
        return json + ":" + name + "::VARCHAR";
    }

    @Override
    public String eachElement(String json, String alias) {
        return ", LATERAL FLATTEN(INPUT => " + json + ") AS " + alias;
    }

    @Override
    public String element(String alias) {
        return alias + ".VALUE";
    }

    @Override
    public String elementText(String alias) {
        return alias + ".VALUE::VARCHAR";
    }

    @Override
    public String firstElement(String json) {
        return json + "[0]::VARCHAR";
    }

    @Override
    public String md5(String text) {
        return "MD5(" + text + ")";
    }
}
