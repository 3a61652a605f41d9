package io.hubflow.snowflake.emulator.sql;

import java.util.ArrayList;
import java.util.List;

/** Reads GRANT and REVOKE. */
final class GrantParser {
    private final Cursor in;

    GrantParser(Cursor in) {
        this.in = in;
    }

    Statement statement() {
        boolean revoke = in.take().isWord("REVOKE");
        if (in.accept("ROLE")) {
            Name role = in.name();
            in.expect(revoke ? "FROM" : "TO");
            String type = in.accept("ROLE") ? "ROLE" : "USER";
            if (type.equals("USER")) {
                in.expect("USER");
            }
            return new Statement.Grant(revoke, List.of(), "ROLE", role, role, type, in.name());
        }
        List<String> privileges = in.commaSeparated(this::privilege);
        in.expect("ON");
        if (in.at("FUTURE") || in.at("ALL")) {
            throw SnowflakeError.unsupported("GRANT ... ON " + in.peek().text());
        }
        String type = objectType(in);
        Name object = type.equals("ACCOUNT") ? Name.of("ACCOUNT") : in.name();
        in.expect(revoke ? "FROM" : "TO");
        in.accept("ROLE");
        Name to = in.name();
        if (in.at("WITH", "GRANT", "OPTION") || in.at("COPY") || in.at("REVOKE")) {
            throw SnowflakeError.unsupported("GRANT ... " + in.peek().text());
        }
        return new Statement.Grant(revoke, privileges, type, object, null, "ROLE", to);
    }

    private String privilege() {
        var words = new ArrayList<String>();
        while (!in.at("ON") && !in.atOperator(",")) {
            words.add(in.identifier());
        }
        String privilege = String.join(" ", words);
        return privilege.equals("ALL PRIVILEGES") ? "ALL" : privilege;
    }

    static String objectType(Cursor in) {
        for (String type : List.of(
                "FILE FORMAT",
                "TABLE",
                "VIEW",
                "STAGE",
                "SCHEMA",
                "DATABASE",
                "WAREHOUSE",
                "ACCOUNT",
                "ROLE",
                "USER")) {
            if (in.accept(type.split(" "))) {
                return type;
            }
        }
        throw SnowflakeError.unsupported("grants on " + in.peek().text());
    }
}
