package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.SemanticView;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import io.hubflow.snowflake.emulator.sql.Statement.LogicalTable;
import io.hubflow.snowflake.emulator.sql.Statement.SemanticExpression;
import io.hubflow.snowflake.emulator.sql.StatementParser;
import io.hubflow.snowflake.emulator.translate.QueryTranslator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Semantic views: made, checked and dropped (docs.snowflake.com/en/user-guide/views-semantic/validation-rules, read 2026-11-28). Its
 * creator needs CREATE SEMANTIC VIEW on the schema and SELECT on the tables. The numbers and texts of its refusals are unverified.
 */
final class SemanticViewRunner {
    private final StatementRunner runner;

    SemanticViewRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result create(Statement.CreateSemanticView create) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(create.name(), "CREATE SEMANTIC VIEW");
        Schema schema = runner.names().requireSchema(name);
        runner.names().rights().requireCreate("SEMANTIC VIEW", schema);
        SemanticView existing = schema.semanticViews().get(name.name());
        if (existing != null && create.creation() == Creation.IF_NOT_EXISTS) {
            return done(name.name() + " already exists, statement succeeded.");
        }
        if (existing != null && create.creation() == Creation.PLAIN) {
            throw SnowflakeError.alreadyExists(name.name());
        }
        if (existing != null && !runner.names().rights().owns(existing.owner())) {
            throw SnowflakeError.insufficientPrivileges("semantic view", name.name());
        }
        check(create);
        schema.semanticViews()
                .put(
                        name.name(),
                        new SemanticView(
                                name,
                                runner.session().role(),
                                runner.world().clock().instant(),
                                create.comment(),
                                members(create).toList()));
        if (existing == null || !create.copyGrants()) {
            runner.world().account().objectGrants().created("SEMANTIC VIEW", name);
        }
        return done("Semantic view " + name.name() + " successfully created.");
    }

    private static Stream<SemanticExpression> expressions(Statement.CreateSemanticView create) {
        return Stream.of(create.facts(), create.dimensions(), create.metrics()).flatMap(List::stream);
    }

    private static Stream<String> members(Statement.CreateSemanticView create) {
        return expressions(create)
                .map(expression ->
                        Name.of(expression.table(), expression.name()).toString());
    }

    private void check(Statement.CreateSemanticView create) {
        if (create.dimensions().isEmpty() && create.metrics().isEmpty()) {
            throw invalid("A semantic view must define at least one dimension or metric.");
        }
        var relations = new LinkedHashMap<String, Relation>();
        var tables = new LinkedHashMap<String, LogicalTable>();
        for (LogicalTable table : create.tables()) {
            Relation relation = runner.names().requireRelation(table.table(), "CREATE SEMANTIC VIEW");
            runner.names().rights().require("SELECT", relation);
            if (relations.put(table.alias(), relation) != null) {
                throw invalid("The table alias '" + table.alias() + "' is used more than once.");
            }
            tables.put(table.alias(), table);
            table.keys().forEach(key -> requireColumns(relation, key));
        }
        for (var relationship : create.relationships()) {
            requireColumns(require(relations, relationship.from()), relationship.columns());
            require(relations, relationship.to());
            List<List<String>> keys = require(tables, relationship.to()).keys();
            List<String> referenced =
                    relationship.referenced().isEmpty() && !keys.isEmpty() ? keys.get(0) : relationship.referenced();
            if (!keys.contains(referenced)
                    || referenced.size() != relationship.columns().size()) {
                throw invalid("The referenced key (" + String.join(", ", referenced)
                        + ") is not a primary or unique key" + " of '" + relationship.to() + "'.");
            }
            if (relationship.from().equals(relationship.to())) {
                throw invalid("The table '" + relationship.to() + "' references itself.");
            }
        }
        var members = new HashSet<String>();
        members(create).filter(member -> !members.add(member)).findFirst().ifPresent(member -> {
            throw invalid("The name " + member + " is defined more than once.");
        });
        expressions(create).forEach(expression -> check(expression, require(relations, expression.table())));
    }

    /** The expression is one over the columns of its table; those over other members are not modelled. */
    private void check(SemanticExpression expression, Relation relation) {
        var query = StatementParser.parseQuery(
                "SELECT " + expression.text() + " FROM " + relation.name() + " AS " + Name.quoted(expression.table()));
        new QueryTranslator(runner.environment()).translate(query);
    }

    private static <T> T require(Map<String, T> tables, String alias) {
        T found = tables.get(alias);
        if (found == null) {
            throw invalid("The table alias '" + alias + "' is not defined.");
        }
        return found;
    }

    private static void requireColumns(Relation relation, List<String> columns) {
        for (String column : columns) {
            if (relation.column(column).isEmpty()) {
                throw SnowflakeError.invalidIdentifier(column);
            }
        }
    }

    Result drop(Statement.Drop drop) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(drop.name(), "DROP");
        Map<String, SemanticView> views = runner.names().requireSchema(name).semanticViews();
        SemanticView found = views.get(name.name());
        if (found == null) {
            if (drop.ifExists()) {
                return done("Drop statement executed successfully (" + name.name() + " already dropped).");
            }
            throw SnowflakeError.notFoundByName("Semantic view", name.toString());
        }
        if (!runner.names().rights().owns(found.owner())) {
            throw SnowflakeError.insufficientPrivileges("semantic view", name.name());
        }
        views.remove(name.name());
        runner.world().account().objectGrants().dropped("SEMANTIC VIEW", name.toString());
        return done(name.name() + " successfully dropped.");
    }

    private static SnowflakeError invalid(String text) {
        return new SnowflakeError(10267, "42601", "SQL compilation error:\nInvalid semantic view. " + text);
    }

    private static Result done(String status) {
        return Result.status(StatementKind.DDL, status);
    }
}
