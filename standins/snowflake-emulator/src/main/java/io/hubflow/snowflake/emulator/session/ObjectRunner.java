package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.FileFormat;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stages, file formats, DROP SCHEMA and COMMENT ON. */
final class ObjectRunner {
    private static final Set<String> STAGE_OPTIONS = Set.of("FILE_FORMAT", "COMMENT", "DIRECTORY", "ENCRYPTION");

    private final StatementRunner runner;

    ObjectRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result createStage(Statement.CreateStage create) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(create.name(), "CREATE STAGE");
        Schema schema = runner.names().requireSchema(name);
        Map<String, Stage> stages = create.temporary() ? runner.session().temporaryStages() : schema.stages();
        String key = create.temporary() ? name.toString() : name.name();
        if (!create.temporary()) {
            runner.names().rights().requireCreate("STAGE", schema);
        }
        // Of sessions that create one stage at once, one succeeds.
        synchronized (stages) {
            return createStage(create, name, stages, key);
        }
    }

    private Result createStage(Statement.CreateStage create, ObjectName name, Map<String, Stage> stages, String key) {
        Stage existing = stages.get(key);
        if (existing != null && create.creation() == Creation.IF_NOT_EXISTS) {
            return done(name.name() + " already exists, statement succeeded.");
        }
        if (existing != null && create.creation() == Creation.PLAIN) {
            throw SnowflakeError.alreadyExists(name.name());
        }
        for (String option : create.options().keySet()) {
            if (!STAGE_OPTIONS.contains(option)) {
                throw SnowflakeError.unsupported("stage option " + option);
            }
        }
        Stage stage = new Stage(
                name,
                runner.session().role(),
                runner.world().clock().instant(),
                create.temporary(),
                clientSideEncrypted(create.options().get("ENCRYPTION")),
                runner.world().stages().newDirectory(),
                stageFormat(create.options().get("FILE_FORMAT")),
                String.valueOf(create.options().getOrDefault("COMMENT", "")));
        stages.put(key, stage);
        if (!create.temporary()) {
            runner.world().account().objectGrants().created("STAGE", name);
        }
        return done("Stage area " + name.name() + " successfully created.");
    }

    /** The files move along: they belong to the stage, not to its name. */
    Result rename(Statement.RenameStage rename) {
        runner.transaction().commit();
        ObjectName from = runner.names().full(rename.name(), "ALTER STAGE");
        ObjectName to = runner.names().full(rename.to(), "ALTER STAGE");
        Map<String, Stage> stages = runner.names().requireSchema(from).stages();
        synchronized (stages) {
            return rename(rename, from, to, stages);
        }
    }

    private Result rename(Statement.RenameStage rename, ObjectName from, ObjectName to, Map<String, Stage> stages) {
        Stage stage = stages.get(from.name());
        if (stage == null || !runner.names().rights().sees(stage)) {
            throw SnowflakeError.notFoundByName("Stage", rename.name().toString());
        }
        if (!runner.names().rights().owns(stage.owner())) {
            throw SnowflakeError.insufficientPrivileges("stage", from.name());
        }
        if (!from.schema().equals(to.schema()) || !from.database().equals(to.database())) {
            throw SnowflakeError.unsupported("ALTER STAGE ... RENAME TO another schema");
        }
        if (stages.containsKey(to.name())) {
            throw SnowflakeError.alreadyExists(to.name());
        }
        stages.remove(from.name());
        stages.put(
                to.name(),
                new Stage(
                        to,
                        stage.owner(),
                        stage.createdAt(),
                        stage.temporary(),
                        stage.clientSideEncrypted(),
                        stage.directory(),
                        stage.format(),
                        stage.comment()));
        runner.world().account().objectGrants().renamed("STAGE", from, to);
        return done("Statement executed successfully.");
    }

    private static boolean clientSideEncrypted(@Nullable Object option) {
        String type = option instanceof Map<?, ?> map ? String.valueOf(map.get("TYPE")) : "SNOWFLAKE_FULL";
        if (!type.equals("SNOWFLAKE_FULL") && !type.equals("SNOWFLAKE_SSE")) {
            throw SnowflakeError.unsupported("stage encryption " + type);
        }
        return type.equals("SNOWFLAKE_FULL");
    }

    private static Map<String, Object> stageFormat(@Nullable Object option) {
        if (option == null) {
            return Map.of();
        }
        if (option instanceof Map<?, ?> map) {
            var options = new LinkedHashMap<String, Object>();
            map.forEach((k, v) -> options.put(String.valueOf(k), v));
            if (!options.containsKey("FORMAT_NAME")) {
                FormatOptions.check(options);
            }
            return options;
        }
        return Map.of("FORMAT_NAME", option);
    }

    Result createFormat(Statement.CreateFileFormat create) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(create.name(), "CREATE FILE FORMAT");
        Schema schema = runner.names().requireSchema(name);
        runner.names().rights().requireCreate("FILE FORMAT", schema);
        boolean exists = schema.formats().containsKey(name.name());
        if (exists && create.creation() == Creation.IF_NOT_EXISTS) {
            return done(name.name() + " already exists, statement succeeded.");
        }
        if (exists && create.creation() == Creation.PLAIN) {
            throw SnowflakeError.alreadyExists(name.name());
        }
        FormatOptions.check(create.options());
        schema.formats()
                .put(
                        name.name(),
                        new FileFormat(
                                name,
                                runner.session().role(),
                                runner.world().clock().instant(),
                                create.options()));
        runner.world().account().objectGrants().created("FILE FORMAT", name);
        return done("File format " + name.name() + " successfully created.");
    }

    Result drop(Statement.Drop drop) throws InterruptedException {
        runner.transaction().commit();
        if (drop.type().equals("SCHEMA")) {
            return dropSchema(drop);
        }
        ObjectName name = runner.names().full(drop.name(), "DROP");
        Schema schema = runner.names().requireSchema(name);
        boolean stage = drop.type().equals("STAGE");
        Stage temporary = stage ? runner.session().temporaryStages().remove(name.toString()) : null;
        Stage found = temporary == null && stage ? schema.stages().get(name.name()) : temporary;
        FileFormat format = stage ? null : schema.formats().get(name.name());
        if (found == null && format == null) {
            if (drop.ifExists()) {
                return done("Drop statement executed successfully (" + name.name() + " already dropped).");
            }
            throw SnowflakeError.notFoundByName(
                    stage ? "Stage" : "File format", drop.name().toString());
        }
        String owner = found != null ? found.owner() : format != null ? format.owner() : "";
        if (temporary == null && !runner.names().rights().owns(owner)) {
            throw SnowflakeError.insufficientPrivileges(drop.type().toLowerCase(java.util.Locale.ROOT), name.name());
        }
        if (found != null) {
            runner.world()
                    .stages()
                    .files(found, "", null)
                    .forEach(runner.world().stages()::remove);
            schema.stages().remove(name.name(), found);
        } else {
            schema.formats().remove(name.name());
        }
        if (temporary == null) {
            runner.world().account().objectGrants().dropped(drop.type(), name.toString());
        }
        return done(name.name() + " successfully dropped.");
    }

    private Result dropSchema(Statement.Drop drop) throws InterruptedException {
        String database = drop.name().size() == 2
                ? drop.name().parts().get(0)
                : runner.session().database();
        Schema schema = database == null
                ? null
                : runner.world().account().schema(database, drop.name().last()).orElse(null);
        if (schema == null) {
            if (drop.ifExists()) {
                return done(
                        "Drop statement executed successfully (" + drop.name().last() + " already dropped).");
            }
            throw SnowflakeError.notFoundByName("Schema", drop.name().toString());
        }
        if (!runner.names().rights().owns(schema.owner())) {
            throw SnowflakeError.insufficientPrivileges("schema", schema.name());
        }
        for (Relation relation : List.copyOf(schema.relations().values())) {
            if (relation instanceof Relation.Table table) {
                new TableRunner(runner)
                        .define(
                                connection -> TableRunner.sql(connection, "DROP TABLE " + table.storage()),
                                List.of(table.storage()));
            }
        }
        runner.names().requireDatabase(schema.database()).schemas().remove(schema.name());
        runner.world()
                .account()
                .objectGrants()
                .containerDropped(
                        "SCHEMA", Name.of(schema.database(), schema.name()).toString());
        return done(schema.name() + " successfully dropped.");
    }

    Result comment(Statement.Comment comment) {
        runner.transaction().commit();
        boolean ofColumn = comment.type().equals("COLUMN");
        List<String> parts = comment.name().parts();
        switch (comment.type()) {
            case "COLUMN", "TABLE", "VIEW" -> {
                Name name = ofColumn ? new Name(parts.subList(0, parts.size() - 1)) : comment.name();
                Relation relation = runner.names().requireRelation(name, "COMMENT");
                runner.names().rights().requireOwnership(relation);
                Relation after = ofColumn
                        ? commented(relation, comment.name().last(), comment.text())
                        : relation.withComment(comment.text());
                runner.names()
                        .requireSchema(relation.name())
                        .relations()
                        .put(relation.name().name(), after);
            }
            default -> throw SnowflakeError.unsupported("COMMENT ON " + comment.type());
        }
        return done("Statement executed successfully.");
    }

    private static Relation commented(Relation relation, String name, String text) {
        Column column = relation.column(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
        return relation.described(relation.columns().stream()
                .map(c -> c.equals(column) ? c.withComment(text) : c)
                .toList());
    }

    private static Result done(String status) {
        return Result.status(StatementKind.DDL, status);
    }
}
