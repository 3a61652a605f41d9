package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.catalog.Column;
import io.hubflow.snowflake.emulator.catalog.MaskingPolicy;
import io.hubflow.snowflake.emulator.catalog.ObjectName;
import io.hubflow.snowflake.emulator.catalog.Relation;
import io.hubflow.snowflake.emulator.catalog.Schema;
import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.Tag;
import io.hubflow.snowflake.emulator.sql.Name;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import io.hubflow.snowflake.emulator.sql.Statement;
import io.hubflow.snowflake.emulator.sql.Statement.Creation;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masking policies and tags, and where they are set (docs.snowflake.com/en/user-guide/security-column-intro and object-tagging). Whoever
 * owns a table may set a policy that it owns or has APPLY on; the others need APPLY MASKING POLICY, or APPLY TAG, on the account.
 */
final class PolicyRunner {
    private final StatementRunner runner;

    PolicyRunner(StatementRunner runner) {
        this.runner = runner;
    }

    Result create(Statement.CreateMaskingPolicy create) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(create.name(), "CREATE MASKING POLICY");
        Schema schema = runner.names().requireSchema(name);
        runner.names().rights().requireCreate("MASKING POLICY", schema);
        SnowType type = SnowType.of(create.type(), runner.environment().timestampMapping());
        SnowType returned = SnowType.of(create.returned(), runner.environment().timestampMapping());
        if (type.kind() != returned.kind()) {
            throw new SnowflakeError(
                    3501, // unverified: the number and the text
                    "22023",
                    "SQL compilation error:\nMasking policy function argument and return type mismatch.");
        }
        if (schema.policies().containsKey(name.name()) && create.creation() != Creation.PLAIN) {
            if (create.creation() == Creation.OR_REPLACE) {
                throw SnowflakeError.unsupported("CREATE OR REPLACE MASKING POLICY of an existing one");
            }
            return done(name.name() + " already exists, statement succeeded.");
        }
        var policy = new MaskingPolicy(
                name,
                runner.session().role(),
                runner.world().clock().instant(),
                create.argument(),
                type,
                create.body());
        if (schema.policies().putIfAbsent(name.name(), policy) != null) {
            throw SnowflakeError.alreadyExists(name.name());
        }
        return done("Masking policy '" + name.name() + "' is successfully created.");
    }

    Result create(Statement.CreateTag create) {
        runner.transaction().commit();
        ObjectName name = runner.names().full(create.name(), "CREATE TAG");
        Schema schema = runner.names().requireSchema(name);
        runner.names().rights().requireCreate("TAG", schema);
        var tag = new Tag(name, runner.session().role(), runner.world().clock().instant());
        boolean exists = schema.tags().putIfAbsent(name.name(), tag) != null;
        if (exists && create.creation() == Creation.PLAIN) {
            throw SnowflakeError.alreadyExists(name.name());
        }
        return done(
                exists
                        ? name.name() + " already exists, statement succeeded."
                        : "Tag " + name.name() + " successfully created.");
    }

    Result drop(Statement.Drop drop) {
        runner.transaction().commit();
        boolean policy = drop.type().equals("MASKING POLICY");
        ObjectName name = runner.names().full(drop.name(), "DROP");
        Schema schema = runner.names().requireSchema(name);
        @Nullable String owner = owner(schema, name, policy);
        if (owner == null) {
            if (drop.ifExists()) {
                return done("Drop statement executed successfully (" + name.name() + " already dropped).");
            }
            throw SnowflakeError.notFoundByName(policy ? "Masking policy" : "Tag", name.toString());
        }
        if (!runner.names().rights().owns(owner)) {
            throw SnowflakeError.insufficientPrivileges(policy ? "masking policy" : "tag", name.name());
        }
        if (!policy) {
            removeTag(name);
            schema.tags().remove(name.name());
        } else if (columns().anyMatch(c -> name.equals(c.maskingPolicy()))) {
            throw new SnowflakeError(
                    3539, // unverified: the number
                    "42601",
                    "SQL compilation error:\nPolicy " + name.name()
                            + " cannot be dropped/replaced as it is associated with one or more entities.");
        } else {
            schema.policies().remove(name.name());
        }
        runner.world().account().objectGrants().dropped(drop.type(), name.toString());
        return done(name.name() + " successfully dropped.");
    }

    private static @Nullable String owner(Schema schema, ObjectName name, boolean policy) {
        if (policy) {
            MaskingPolicy found = schema.policies().get(name.name());
            return found == null ? null : found.owner();
        }
        Tag found = schema.tags().get(name.name());
        return found == null ? null : found.owner();
    }

    private java.util.stream.Stream<Column> columns() {
        return runner.world().account().databases().values().stream()
                .flatMap(d -> d.schemas().values().stream())
                .flatMap(s -> s.relations().values().stream())
                .flatMap(r -> r.columns().stream());
    }

    private void removeTag(ObjectName tag) {
        for (var database : runner.world().account().databases().values()) {
            for (Schema schema : database.schemas().values()) {
                schema.relations()
                        .replaceAll((name, relation) -> relation.described(relation.columns().stream()
                                .map(c -> c.withTags(without(c.tags(), tag.toString())))
                                .toList()));
            }
        }
    }

    private static Map<String, String> without(Map<String, String> tags, String tag) {
        var rest = new HashMap<>(tags);
        rest.remove(tag);
        return rest;
    }

    /** The column with the policy, or without one. */
    Column changed(Relation relation, Column column, Statement.SetMaskingPolicy change) {
        if (change.policy() == null) {
            requireApply(relation, "MASKING POLICY", column.maskingPolicy());
            return column.withMaskingPolicy(null);
        }
        if (column.maskingPolicy() != null && !change.force()) {
            throw new SnowflakeError(
                    3505, // unverified: the number and the text
                    "42601",
                    "SQL compilation error:\n"
                            + "Specified column already attached to another masking policy. A column cannot be attached to"
                            + " multiple masking policies. Please drop the current association in order to attach a new"
                            + " masking policy.");
        }
        return masked(relation, column, change.policy());
    }

    Column masked(Relation relation, Column column, Name written) {
        ObjectName name = runner.names().full(written, "SET MASKING POLICY");
        MaskingPolicy policy = runner.world()
                .account()
                .maskingPolicy(name)
                .orElseThrow(() -> SnowflakeError.notFoundByName("Masking policy", name.toString()));
        requireApply(relation, "MASKING POLICY", name);
        if (policy.type().kind() != column.type().kind()) {
            throw new SnowflakeError(
                    3504, // unverified: the number and the text
                    "42601",
                    "SQL compilation error:\nColumn '" + column.name() + "' data type "
                            + column.type().display()
                            + " does not match with masking policy data type "
                            + policy.type().display());
        }
        return column.withMaskingPolicy(name);
    }

    Column changed(Relation relation, Column column, Statement.SetColumnTags change) {
        Column changed = column;
        for (Map.Entry<Name, String> tag : change.set().entrySet()) {
            changed = tagged(relation, changed, tag.getKey(), tag.getValue());
        }
        for (Name tag : change.unset()) {
            ObjectName name = runner.names().full(tag, "UNSET TAG");
            requireApply(relation, "TAG", name);
            changed = changed.withTags(without(changed.tags(), name.toString()));
        }
        return changed;
    }

    Column tagged(Relation relation, Column column, Name written, String value) {
        ObjectName name = runner.names().full(written, "SET TAG");
        boolean exists = runner.world()
                .account()
                .schema(name.database(), name.schema())
                .filter(s -> s.tags().containsKey(name.name()))
                .isPresent();
        if (!exists) {
            throw SnowflakeError.notFoundByName("Tag", name.toString());
        }
        requireApply(relation, "TAG", name);
        var tags = new HashMap<>(column.tags());
        tags.put(name.toString(), value);
        return column.withTags(tags);
    }

    private void requireApply(Relation relation, String type, @Nullable ObjectName name) {
        var rights = runner.names().rights();
        if (name == null || rights.holds("APPLY " + type, "ACCOUNT", "ACCOUNT")) {
            return;
        }
        Schema schema = runner.names().requireSchema(name);
        @Nullable String owner = owner(schema, name, type.equals("MASKING POLICY"));
        boolean applies = (owner != null && rights.owns(owner)) || rights.holds("APPLY", type, name.toString());
        if (!applies || !rights.owns(relation.owner())) {
            throw SnowflakeError.insufficientPrivileges(type.toLowerCase(java.util.Locale.ROOT), name.name());
        }
    }

    private static Result done(String status) {
        return Result.status(StatementKind.DDL, status);
    }
}
