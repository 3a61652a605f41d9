package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Account;
import io.hubflow.snowflake.emulator.catalog.Database;
import io.hubflow.snowflake.emulator.catalog.FileFormat;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Rights;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.Stage;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up for a role from a place. A database or schema that the role may not use does not exist for it.
 *
 * @param database the current database, for names without one
 */
record Names(
        Account account,
        Rights rights,
        @Nullable String database,
        @Nullable String schema,
        Session session) {

    static Names of(Session session) {
        return new Names(session.world().account(), session.rights(), session.database(), session.schema(), session);
    }

    /** The full name, whether or not there is such an object. */
    ObjectName full(Name name, String action) {
        if (name.size() > 3) {
            throw SnowflakeError.syntax(1, 0, ".");
        }
        String inDatabase = name.size() == 3 ? name.parts().get(0) : database;
        String inSchema = name.size() >= 2 ? name.parts().get(name.size() - 2) : schema;
        if (inDatabase == null) {
            throw new SnowflakeError(
                    90_105,
                    "22000",
                    "Cannot perform " + action
                            + ". This session does not have a current database. Call 'USE DATABASE', or use a qualified name.");
        }
        if (inSchema == null) {
            throw new SnowflakeError(
                    90_106,
                    "22000",
                    "Cannot perform " + action
                            + ". This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.");
        }
        return new ObjectName(inDatabase, inSchema, name.last());
    }

    Database requireDatabase(String name) {
        return Optional.ofNullable(account.databases().get(name))
                .filter(rights::uses)
                .orElseThrow(() -> SnowflakeError.notFoundByName("Database", Name.quoted(name)));
    }

    Schema requireSchema(String inDatabase, String name) {
        return Optional.ofNullable(requireDatabase(inDatabase).schemas().get(name))
                .filter(rights::uses)
                .orElseThrow(() -> SnowflakeError.notFoundByName(
                        "Schema", Name.of(inDatabase, name).toString()));
    }

    Schema requireSchema(ObjectName name) {
        return requireSchema(name.database(), name.schema());
    }

    /** A table or view that is there and visible; temporary tables hide others of their name. */
    Optional<Relation> findRelation(ObjectName name) {
        Relation.Table temporary = session.temporaryTables().get(name.toString());
        if (temporary != null) {
            return Optional.of(temporary);
        }
        return Optional.ofNullable(requireSchema(name).relations().get(name.name()));
    }

    /** A relation to be read or changed: "Object … does not exist or not authorized" otherwise. */
    Relation requireRelation(Name name, String action) {
        return findRelation(full(name, action)).orElseThrow(() -> SnowflakeError.notFound("Object", name.toString()));
    }

    /** A table that DML changes. */
    Relation.Table requireTable(Name name, String privilege) {
        Relation relation = requireRelation(name, privilege);
        if (!(relation instanceof Relation.Table table)) {
            throw SnowflakeError.unsupported("DML on a view");
        }
        require(privilege, table);
        return table;
    }

    void require(String privilege, Relation relation) {
        boolean temporary = relation instanceof Relation.Table t
                && session.temporaryTables().containsValue(t);
        if (!temporary) {
            rights.require(privilege, relation);
        }
    }

    Stage requireStage(Name name, String privilege) {
        ObjectName full = full(name, "operation on stage");
        Stage temporary = session.temporaryStages().get(full.toString());
        if (temporary != null) {
            return temporary;
        }
        Stage stage = requireSchema(full).stages().get(full.name());
        if (stage == null) {
            throw SnowflakeError.notFoundByName("Stage", full.toString());
        }
        rights.require(privilege, stage);
        return stage;
    }

    FileFormat requireFormat(Name name) {
        ObjectName full = full(name, "operation on file format");
        FileFormat format = requireSchema(full).formats().get(full.name());
        if (format == null || !(rights.owns(format.owner()) || rights.holds("USAGE", "FILE FORMAT", full.toString()))) {
            throw SnowflakeError.notFoundByName("File format", full.toString());
        }
        return format;
    }

    /** The options of {@code FILE_FORMAT = name}, {@code => 'name'} or {@code = (TYPE = JSON …)}; else the stage's own. */
    Map<String, Object> format(@Nullable Object option, Stage stage) {
        if (option == null) {
            return stage.format().containsKey("FORMAT_NAME") ? named(stage.format()) : stage.format();
        }
        if (option instanceof Map<?, ?> map) {
            var options = new java.util.LinkedHashMap<String, Object>();
            map.forEach((key, value) -> options.put(String.valueOf(key), value));
            return options.containsKey("FORMAT_NAME") ? named(options) : options;
        }
        return requireFormat(nameOf(option.toString())).options();
    }

    private Map<String, Object> named(Map<String, Object> options) {
        return requireFormat(nameOf(String.valueOf(options.get("FORMAT_NAME")))).options();
    }

    private static Name nameOf(String written) {
        return StageReference.parse("@" + written).stage();
    }
}
