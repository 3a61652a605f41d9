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
            return onMany(revoke, privileges);
        }
        String type = objectType(in);
        Name object = type.equals("ACCOUNT") ? Name.of("ACCOUNT") : in.name();
        in.expect(revoke ? "FROM" : "TO");
        in.accept("ROLE");
        Name to = in.name();
        if (!revoke && privileges.equals(List.of("OWNERSHIP"))) {
            boolean copy = in.accept("COPY", "CURRENT", "GRANTS");
            boolean take = !copy && in.accept("REVOKE", "CURRENT", "GRANTS");
            return new Statement.GrantOwnership(type, object, to, copy, take);
        }
        if (in.at("WITH", "GRANT", "OPTION") || in.at("COPY") || in.at("REVOKE")) {
            throw SnowflakeError.unsupported("GRANT ... " + in.peek().text());
        }
        return new Statement.Grant(revoke, privileges, type, object, null, "ROLE", to);
    }

    private Statement onMany(boolean revoke, List<String> privileges) {
        boolean future = in.take().isWord("FUTURE");
        String type = pluralType();
        in.expect("IN");
        String containerType = in.accept("DATABASE") ? "DATABASE" : "SCHEMA";
        if (containerType.equals("SCHEMA")) {
            in.expect("SCHEMA");
        }
        Name container = in.name();
        in.expect(revoke ? "FROM" : "TO");
        in.accept("ROLE");
        return new Statement.GrantOnMany(revoke, future, privileges, type, containerType, container, in.name());
    }

    private String pluralType() {
        for (String type : List.of("FILE FORMAT", "SEMANTIC VIEW", "TABLE", "VIEW", "STAGE")) {
            if (in.accept((type + "S").split(" "))) {
                return type;
            }
        }
        throw SnowflakeError.unsupported("grants on all or future " + in.peek().text());
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
                "MASKING POLICY",
                "SEMANTIC VIEW",
                "TAG",
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
