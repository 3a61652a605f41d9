package io.hubflow.snowflake.emulator.sql;

import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import io.hubflow.snowflake.emulator.sql.Statement.TableChange;
import io.hubflow.snowflake.emulator.sql.Token.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads masking policies and tags: their definitions, and where they are set on columns. */
final class PolicyParser {
    private final Cursor in;
    private final QueryParser queries;

    PolicyParser(Cursor in, QueryParser queries) {
        this.in = in;
        this.queries = queries;
    }

    /** After {@code CREATE MASKING POLICY [IF NOT EXISTS] name}. */
    Statement maskingPolicy(Name name, Creation creation) {
        in.expect("AS");
        in.expectOperator("(");
        String argument = in.identifier();
        TypeName type = in.typeName();
        if (in.atOperator(",")) {
            throw SnowflakeError.unsupported("masking policies with several arguments");
        }
        in.expectOperator(")");
        in.expect("RETURNS");
        TypeName returned = in.typeName();
        in.expectOperator("->");
        int start = in.position();
        if (in.peek().kind() == Kind.END) {
            throw in.unexpected();
        }
        queries.expressions().expression();
        String body = in.textFrom(start);
        Map<String, Object> options = in.options();
        if (!options.isEmpty() && !options.keySet().equals(java.util.Set.of("COMMENT"))) {
            throw SnowflakeError.unsupported("masking policy options " + options.keySet());
        }
        return new Statement.CreateMaskingPolicy(name, creation, argument, type, returned, body);
    }

    /** After {@code CREATE TAG [IF NOT EXISTS] name}. */
    Statement tag(Name name, Creation creation) {
        if (in.at("ALLOWED_VALUES") || in.at("PROPAGATE")) {
            throw SnowflakeError.unsupported("tags with " + in.peek().text());
        }
        in.options();
        return new Statement.CreateTag(name, creation);
    }

    /** What ALTER TABLE … ALTER COLUMN says of a policy, a tag or a comment; empty when it is about something else. */
    Optional<TableChange> columnChange(String column) {
        if (in.accept("SET", "MASKING", "POLICY")) {
            Name policy = in.name();
            if (in.at("USING")) {
                throw SnowflakeError.unsupported("masking policies with several arguments");
            }
            return Optional.of(new Statement.SetMaskingPolicy(column, policy, in.accept("FORCE")));
        }
        if (in.accept("UNSET", "MASKING", "POLICY")) {
            return Optional.of(new Statement.SetMaskingPolicy(column, null, true));
        }
        if (in.accept("SET", "TAG")) {
            return Optional.of(new Statement.SetColumnTags(column, tags(), List.of()));
        }
        if (in.accept("UNSET", "TAG")) {
            return Optional.of(new Statement.SetColumnTags(column, Map.of(), in.commaSeparated(in::name)));
        }
        if (in.accept("COMMENT")) {
            return Optional.of(new Statement.SetColumnComments(Map.of(column, Optional.of(in.string()))));
        }
        if (in.accept("UNSET", "COMMENT")) {
            return Optional.of(new Statement.SetColumnComments(Map.of(column, Optional.empty())));
        }
        return Optional.empty();
    }

    /** {@code t1 = 'a', t2 = 'b'}. */
    Map<Name, String> tags() {
        var tags = new LinkedHashMap<Name, String>();
        do {
            Name tag = in.name();
            in.expectOperator("=");
            tags.put(tag, in.string());
        } while (in.acceptOperator(","));
        return tags;
    }
}
