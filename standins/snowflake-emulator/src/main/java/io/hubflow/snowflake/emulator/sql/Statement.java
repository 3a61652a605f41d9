package io.hubflow.snowflake.emulator.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement as written: everything that the emulator understands, and nothing else. */
public sealed interface Statement {

    record Select(Query query) implements Statement {}

    record Insert(Name table, List<String> columns, Query source) implements Statement {}

    record Update(
            Name table,
            @Nullable String alias,
            List<Assignment> assignments,
            List<Query.Source> from,
            @Nullable Expr where)
            implements Statement {}

    record Delete(
            Name table,
            @Nullable String alias,
            List<Query.Source> using,
            @Nullable Expr where) implements Statement {}

    record Merge(Name table, @Nullable String alias, Query.Source source, Expr on, List<MergeClause> clauses)
            implements Statement {}

    record Truncate(Name table, boolean ifExists) implements Statement {}

    record Assignment(String column, Expr value) {}

    /** One WHEN of a MERGE. */
    record MergeClause(boolean matched, @Nullable Expr condition, MergeAction action) {}

    sealed interface MergeAction permits MergeUpdate, MergeDelete, MergeInsert {}

    record MergeUpdate(List<Assignment> assignments) implements MergeAction {}

    record MergeDelete() implements MergeAction {}

    record MergeInsert(List<String> columns, List<Expr> values) implements MergeAction {}

    /** @param query the transforming SELECT, or null when {@code stage} is loaded as it is */
    record CopyInto(
            Name table,
            List<String> columns,
            @Nullable String stage,
            @Nullable Query query,
            Map<String, Object> options)
            implements Statement {}

    record CreateTable(
            Name name,
            Creation creation,
            TableKind kind,
            List<ColumnDefinition> columns,
            @Nullable Query as,
            @Nullable String comment,
            boolean copyGrants)
            implements Statement {}

    record CreateView(
            Name name,
            Creation creation,
            List<ViewColumn> columns,
            String text,
            Query query,
            @Nullable String comment,
            boolean copyGrants)
            implements Statement {}

    /**
     * @param metrics aggregates; facts and dimensions are of single rows
     */
    record CreateSemanticView(
            Name name,
            Creation creation,
            List<LogicalTable> tables,
            List<Relationship> relationships,
            List<SemanticExpression> facts,
            List<SemanticExpression> dimensions,
            List<SemanticExpression> metrics,
            @Nullable String comment,
            boolean copyGrants)
            implements Statement {}

    /** @param keys its primary key, then its unique ones */
    record LogicalTable(String alias, Name table, List<List<String>> keys) {}

    /** @param referenced empty for the primary key */
    record Relationship(String from, List<String> columns, String to, List<String> referenced) {}

    record SemanticExpression(String table, String name, String text) {}

    record ViewColumn(
            String name, @Nullable String comment, @Nullable Name maskingPolicy, Map<Name, String> tags) {}

    record CreateMaskingPolicy(
            Name name, Creation creation, String argument, TypeName type, TypeName returned, String body)
            implements Statement {}

    record CreateTag(Name name, Creation creation) implements Statement {}

    record CreateStage(Name name, Creation creation, boolean temporary, Map<String, Object> options)
            implements Statement {}

    record RenameStage(Name name, Name to) implements Statement {}

    record CreateFileFormat(Name name, Creation creation, Map<String, Object> options) implements Statement {}

    /** SCHEMA, DATABASE, WAREHOUSE, ROLE or USER. */
    record CreateObject(String type, Name name, Creation creation, Map<String, Object> options) implements Statement {}

    enum Creation {
        PLAIN,
        OR_REPLACE,
        IF_NOT_EXISTS
    }

    enum TableKind {
        PERMANENT,
        TRANSIENT,
        TEMPORARY
    }

    record ColumnDefinition(
            String name,
            TypeName type,
            boolean notNull,
            boolean primaryKey,
            @Nullable Expr defaultValue,
            @Nullable String comment,
            @Nullable Name maskingPolicy,
            Map<Name, String> tags) {

        /** The same as part of a primary key. */
        ColumnDefinition asKey() {
            return new ColumnDefinition(name, type, true, true, defaultValue, comment, maskingPolicy, tags);
        }
    }

    /** ALTER TABLE, and ALTER VIEW where the change is one that a view can have. */
    record AlterTable(Name name, boolean ifExists, TableChange change) implements Statement {}

    sealed interface TableChange
            permits AddColumns,
                    DropColumns,
                    RenameColumn,
                    RenameTable,
                    SetDataTypes,
                    SetNullable,
                    SetTableOptions,
                    SetMaskingPolicy,
                    SetColumnTags,
                    SetColumnComments {}

    /**
     * @param policy null to take the column's policy away
     * @param force replaces a policy that is there
     */
    record SetMaskingPolicy(String column, @Nullable Name policy, boolean force) implements TableChange {}

    record SetColumnTags(String column, Map<Name, String> set, List<Name> unset) implements TableChange {}

    /** @param comments by column; an empty one takes the comment away */
    record SetColumnComments(Map<String, Optional<String>> comments) implements TableChange {}

    /** @param unlessPresent per column: IF NOT EXISTS was written */
    record AddColumns(List<ColumnDefinition> columns, List<Boolean> unlessPresent) implements TableChange {}

    record DropColumns(List<String> columns, boolean ifExists) implements TableChange {}

    record RenameColumn(String from, String to) implements TableChange {}

    record RenameTable(Name to) implements TableChange {}

    record SetDataTypes(List<String> columns, List<TypeName> types) implements TableChange {}

    record SetNullable(String column, boolean nullable) implements TableChange {}

    record SetTableOptions(Map<String, Object> options) implements TableChange {}

    record AlterSession(Map<String, Object> set, List<String> unset) implements Statement {}

    /** @param action SUSPEND, RESUME or SET */
    record AlterWarehouse(@Nullable Name name, String action, Map<String, Object> options) implements Statement {}

    record AlterUser(Name name, Map<String, Object> options) implements Statement {}

    /** @param type TABLE, VIEW, STAGE, FILE FORMAT, MASKING POLICY, TAG, SCHEMA, DATABASE, WAREHOUSE, ROLE or USER */
    record Drop(String type, Name name, boolean ifExists) implements Statement {}

    /** @param type ROLE, WAREHOUSE, DATABASE, SCHEMA, or empty when none was written */
    record Use(String type, Name name) implements Statement {}

    /**
     * @param type TABLES, VIEWS, OBJECTS, COLUMNS, SCHEMAS, DATABASES, STAGES, FILE FORMATS, WAREHOUSES, ROLES, USERS, GRANTS, PARAMETERS,
     *     PRIMARY KEYS, IMPORTED KEYS
     * @param scope TABLE, VIEW, SCHEMA, DATABASE, ACCOUNT, ROLE, USER, … or empty
     */
    record Show(
            String type,
            @Nullable String like,
            @Nullable String startsWith,
            String scope,
            @Nullable Name in,
            int limit) implements Statement {}

    /** EXPLAIN of a statement, in the tabular form. */
    record Explain(Statement statement) implements Statement {}

    /** USE SECONDARY ROLES ALL or NONE. */
    record UseSecondaryRoles(boolean all) implements Statement {}

    /** ALTER ACCOUNT SET: parameters that new sessions begin with. */
    record AlterAccount(Map<String, Object> options) implements Statement {}

    /** GRANT OWNERSHIP. @param copyGrants false: the other privileges on the object are revoked */
    record GrantOwnership(String objectType, Name object, Name role, boolean copyGrants, boolean revokeGrants)
            implements Statement {}

    record Describe(String type, Name name) implements Statement {}

    record Put(String file, String stage, Map<String, Object> options) implements Statement {}

    /** GET. @param file the local directory, with {@code file://} */
    record GetFiles(String stage, String file, Map<String, Object> options) implements Statement {}

    record ListFiles(String stage, @Nullable String pattern) implements Statement {}

    record Remove(String stage, @Nullable String pattern) implements Statement {}

    record Begin() implements Statement {}

    record Commit() implements Statement {}

    record Rollback() implements Statement {}

    record Comment(String type, Name name, String text, boolean ifExists) implements Statement {}

    /** @param privileges empty when {@code grantedRole} is set */
    record Grant(
            boolean revoke,
            List<String> privileges,
            String objectType,
            Name object,
            @Nullable Name grantedRole,
            String toType,
            Name to)
            implements Statement {}

    /**
     * GRANT or REVOKE ON FUTURE or ON ALL objects of a type.
     *
     * @param objectType in the singular
     * @param containerType SCHEMA or DATABASE
     */
    record GrantOnMany(
            boolean revoke,
            boolean future,
            List<String> privileges,
            String objectType,
            String containerType,
            Name container,
            Name role)
            implements Statement {}
}
