package io.hubflow.snowflake.emulator.session;

import io.hubflow.snowflake.emulator.sql.Statement;

/** The kind of a statement, as faults and statistics name it, with the number that tells the driver what the reply holds. */
public enum StatementKind {
    SELECT(4096),
    INSERT(12_544),
    UPDATE(12_800),
    DELETE(13_056),
    MERGE(13_312),
    COPY(13_824),
    ALTER_SESSION(16_640),
    USE(17_152),
    /** unverified: the driver has no number for it; as a query its rows are read */
    EXPLAIN(4096),
    SHOW(17_408),
    DESCRIBE(17_664),
    LIST(18_177),
    BEGIN(20_480),
    COMMIT(20_480),
    ROLLBACK(20_480),
    DDL(24_576),
    GET(28_929),
    PUT(28_930),
    REMOVE(28_931),
    /** SQL that could not be read. */
    UNKNOWN(0);

    private final int typeId;

    StatementKind(int typeId) {
        this.typeId = typeId;
    }

    /** The driver's statementTypeId (its class SFStatementType). */
    public int typeId() {
        return typeId;
    }

    public static StatementKind of(Statement statement) {
        return switch (statement) {
            case Statement.Select ignored -> SELECT;
            case Statement.Insert ignored -> INSERT;
            case Statement.Update ignored -> UPDATE;
            case Statement.Delete ignored -> DELETE;
            case Statement.Merge ignored -> MERGE;
            case Statement.CopyInto ignored -> COPY;
            case Statement.AlterSession ignored -> ALTER_SESSION;
            case Statement.Use ignored -> USE;
            case Statement.UseSecondaryRoles ignored -> USE;
            case Statement.Explain ignored -> EXPLAIN;
            case Statement.AlterAccount ignored -> DDL;
            case Statement.GrantOwnership ignored -> DDL;
            case Statement.Show ignored -> SHOW;
            case Statement.Describe ignored -> DESCRIBE;
            case Statement.ListFiles ignored -> LIST;
            case Statement.Begin ignored -> BEGIN;
            case Statement.Commit ignored -> COMMIT;
            case Statement.Rollback ignored -> ROLLBACK;
            case Statement.Put ignored -> PUT;
            case Statement.GetFiles ignored -> GET;
            case Statement.Remove ignored -> REMOVE;
            case Statement.Truncate ignored -> DDL;
            case Statement.CreateTable ignored -> DDL;
            case Statement.CreateView ignored -> DDL;
            case Statement.CreateSemanticView ignored -> DDL;
            case Statement.CreateStage ignored -> DDL;
            case Statement.RenameStage ignored -> DDL;
            case Statement.CreateFileFormat ignored -> DDL;
            case Statement.CreateObject ignored -> DDL;
            case Statement.AlterTable ignored -> DDL;
            case Statement.AlterWarehouse ignored -> DDL;
            case Statement.AlterUser ignored -> DDL;
            case Statement.Drop ignored -> DDL;
            case Statement.Comment ignored -> DDL;
            case Statement.Grant ignored -> DDL;
            case Statement.GrantOnMany ignored -> DDL;
            case Statement.CreateMaskingPolicy ignored -> DDL;
            case Statement.CreateTag ignored -> DDL;
        };
    }
}
