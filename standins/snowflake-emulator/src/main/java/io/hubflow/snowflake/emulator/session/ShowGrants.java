package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.FutureGrant;
import io.hubflow.snowflake.emulator.catalog.Grant;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.User;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SHOW GRANTS TO ROLE, TO USER and ON an object. */
final class ShowGrants {
    private static final List<String> COLUMNS = List.of(
            "created_on",
            "privilege",
            "granted_on",
            "name",
            "granted_to",
            "grantee_name",
            "grant_option",
            "granted_by");

    private final StatementRunner runner;
    private final Account account;

    ShowGrants(StatementRunner runner) {
        this.runner = runner;
        this.account = runner.world().account();
    }

    Result show(Show show) {
        Name in = show.in();
        if (in == null) {
            return roles(runner.session().user());
        }
        if (show.scope().equals("TO USER")) {
            return roles(in.last());
        }
        if (show.scope().equals("TO ROLE")) {
            if (!account.roleNames().contains(in.last())) {
                throw SnowflakeError.notFoundByName("Role", in.toString());
            }
            return grants(g -> g.role().equals(in.last()));
        }
        if (show.scope().equals("OF ROLE")) {
            throw SnowflakeError.unsupported("SHOW GRANTS OF ROLE");
        }
        String type = show.scope().substring("ON ".length());
        String name = fullName(type, in);
        return grants(g -> g.objectType().equals(type) && g.object().equals(name));
    }

    /** SHOW FUTURE GRANTS TO ROLE, IN SCHEMA or IN DATABASE. */
    Result showFuture(Show show) {
        Name in = java.util.Objects.requireNonNull(show.in(), "SHOW FUTURE GRANTS has a name");
        String container = show.scope().equals("TO ROLE") ? "" : fullName(show.scope(), in);
        var rows = account.objectGrants().future().stream()
                .filter(f -> show.scope().equals("TO ROLE")
                        ? f.role().equals(in.last())
                        : f.containerType().equals(show.scope())
                                && f.container().equals(container))
                .sorted(java.util.Comparator.comparing(FutureGrant::toString))
                .map(f -> Result.row(
                        "",
                        f.privilege(),
                        f.objectType().replace(' ', '_'),
                        f.container() + ".<" + f.objectType().replace(' ', '_') + ">",
                        "ROLE",
                        f.role(),
                        "false"))
                .toList();
        return Result.texts(
                StatementKind.SHOW,
                List.of("created_on", "privilege", "grant_on", "name", "grant_to", "grantee_name", "grant_option"),
                rows);
    }

    private String fullName(String type, Name in) {
        return switch (type) {
            case "DATABASE", "WAREHOUSE" -> Name.quoted(in.last());
            case "ACCOUNT" -> "ACCOUNT";
            case "SCHEMA" ->
                in.size() == 2
                        ? in.toString()
                        : Name.of(String.valueOf(runner.session().database()), in.last())
                                .toString();
            default -> runner.names().full(in, "SHOW GRANTS").toString();
        };
    }

    private Result roles(String userName) {
        User user = account.users().get(userName);
        if (user == null) {
            throw SnowflakeError.notFoundByName("User", userName);
        }
        return Result.texts(
                StatementKind.SHOW,
                List.of("created_on", "role", "granted_to", "grantee_name", "granted_by"),
                user.roles().stream()
                        .sorted()
                        .map(r -> Result.row("", r, "USER", userName, Account.ADMIN))
                        .toList());
    }

    private Result grants(Predicate<Grant> which) {
        var rows = new ArrayList<List<@Nullable String>>();
        Stream.concat(account.grants().stream(), ownerships())
                .filter(which)
                .sorted(java.util.Comparator.comparing(Grant::toString))
                .forEach(g -> rows.add(Result.row(
                        "",
                        g.privilege(),
                        g.objectType().replace(' ', '_'),
                        g.object(),
                        "ROLE",
                        g.role(),
                        "false",
                        Account.ADMIN)));
        return Result.texts(StatementKind.SHOW, COLUMNS, rows);
    }

    private Stream<Grant> ownerships() {
        var owned = new ArrayList<Grant>();
        for (var database : account.databases().values()) {
            owned.add(new Grant(database.owner(), "OWNERSHIP", "DATABASE", Name.quoted(database.name())));
            for (var schema : database.schemas().values()) {
                owned.add(new Grant(
                        schema.owner(),
                        "OWNERSHIP",
                        "SCHEMA",
                        Name.of(schema.database(), schema.name()).toString()));
                for (Relation relation : schema.relations().values()) {
                    owned.add(new Grant(
                            relation.owner(),
                            "OWNERSHIP",
                            relation.objectType(),
                            relation.name().toString()));
                }
                schema.stages()
                        .values()
                        .forEach(s -> owned.add(new Grant(
                                s.owner(), "OWNERSHIP", "STAGE", s.name().toString())));
            }
        }
        return owned.stream();
    }
}
