package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.snowflake.emulator.session.StatementRecord;
import io.hubflow.testkit.RowMaker;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators attach to tables and views outlives the changes that hubflow makes to them. */
class GovernanceIT {
    private static final TableSchema NARROW =
            new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.DECIMAL)));
    private static final TableSchema WIDE =
            new TableSchema("deals", "deals", List.of(new Column("amount", ColumnType.VARCHAR)));
    private static final TableSchema GROWN = new TableSchema(
            "deals", "deals", List.of(new Column("amount", ColumnType.DECIMAL), new Column("won", ColumnType.BOOLEAN)));

    @TempDir
    Path folder;

    private SnowflakePlace place;

    @BeforeEach
    void makePlace() {
        place = SnowflakePlace.create(folder);
    }

    @Test
    void readersOfAViewKeepTheirAccessWhenItGetsAColumn() {
        place = SnowflakePlace.raw(folder);
        load(NARROW, new BigDecimal("12.5"));
        administer("CREATE ROLE IF NOT EXISTS VIEW_READER");
        administer("GRANT SELECT ON VIEW * TO ROLE VIEW_READER".replace("*", name("DEALS_VIEW")));
        load(GROWN, new BigDecimal("13"), true);
        assertThat(place.read("deals")).extracting(r -> r.get("won")).contains(true);
        assertThat(SnowflakePlace.emulator().admin().account().grants())
                .anySatisfy(
                        g -> assertThat(g.toString()).contains("VIEW_READER").contains("DEALS_VIEW"));
    }

    @Test
    void aViewKeepsCommentsTagsAndPoliciesWhenItGetsAColumn() {
        place = SnowflakePlace.raw(folder);
        load(NARROW, new BigDecimal("12.5"));
        administer("CREATE TAG " + name("PII"));
        administer("CREATE MASKING POLICY " + name("HIDE") + " AS (V NUMBER(38,9)) RETURNS NUMBER(38,9) -> 0");
        var view = "ALTER VIEW " + name("DEALS_VIEW") + " MODIFY COLUMN AMOUNT ";
        administer(view + "COMMENT 'in euros'");
        administer(view + "SET TAG " + name("PII") + " = 'yes'");
        administer(view + "SET MASKING POLICY " + name("HIDE"));

        var failure = catchThrowableOfType(ConnectorException.class, () -> load(GROWN, new BigDecimal("13"), true));
        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
        assertThat(failure.action()).contains("GRANT APPLY ON MASKING POLICY").contains("GRANT APPLY ON TAG");
        assertThat(attributes("DEALS_VIEW", "VIEW").policy()).contains("HIDE");

        administer("GRANT APPLY ON MASKING POLICY " + name("HIDE") + " TO ROLE HUBFLOW_LOADER");
        administer("GRANT APPLY ON TAG " + name("PII") + " TO ROLE HUBFLOW_LOADER");
        load(GROWN, new BigDecimal("13"), true);
        var kept = attributes("DEALS_VIEW", "VIEW");
        assertThat(kept.policy()).contains("HIDE");
        assertThat(kept.comment()).isEqualTo("in euros");
        assertThat(kept.tags().values()).containsExactly("yes");
    }

    @Test
    void aWidenedColumnKeepsItsCommentAndTags() {
        load(NARROW, new BigDecimal("12.5"));
        administer("CREATE TAG " + name("PII"));
        administer("GRANT APPLY ON TAG " + name("PII") + " TO ROLE HUBFLOW_LOADER");
        administer("COMMENT ON COLUMN " + name("DEALS") + ".AMOUNT IS 'it''s in euros'");
        administer("ALTER TABLE " + name("DEALS") + " MODIFY COLUMN AMOUNT SET TAG " + name("PII") + " = 'yes'");
        load(WIDE, "many");
        assertThat(place.read("deals")).extracting(r -> r.get("amount")).containsExactlyInAnyOrder("12.5", "many");
        var kept = attributes("DEALS", "TABLE");
        assertThat(kept.type()).startsWith("VARCHAR");
        assertThat(kept.comment()).isEqualTo("it's in euros");
        assertThat(kept.tags()).containsOnly(Map.entry("\"HUBSPOT\".\"" + place.schema() + "\".\"PII\"", "yes"));
    }

    @Test
    void aTagThatMayNotBeSetAgainIsNamedWithItsGrant() {
        load(NARROW, new BigDecimal("12.5"));
        administer("CREATE TAG " + name("PII"));
        administer("ALTER TABLE " + name("DEALS") + " MODIFY COLUMN AMOUNT SET TAG " + name("PII") + " = 'yes'");
        var failure = catchThrowableOfType(ConnectorException.class, () -> load(WIDE, "many"));
        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
        assertThat(failure.action())
                .contains("GRANT APPLY ON TAG \"HUBSPOT\".\"" + place.schema() + "\".\"PII\" TO ROLE");
        assertThat(attributes("DEALS", "TABLE").tags()).hasSize(1);
    }

    @Test
    void aMaskedColumnIsNotWidenedButRefusedWithTheStatementsToRun() {
        load(NARROW, new BigDecimal("12.5"));
        administer("CREATE MASKING POLICY " + name("HIDE") + " AS (V NUMBER(38,9)) RETURNS NUMBER(38,9) -> 0");
        administer("ALTER TABLE " + name("DEALS") + " MODIFY COLUMN AMOUNT SET MASKING POLICY " + name("HIDE"));
        var asked = statements().size();
        var failure = catchThrowableOfType(ConnectorException.class, () -> load(WIDE, "many"));
        assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_TABLE_REFUSED);
        assertThat(failure.what()).contains("\"AMOUNT\"").contains("HIDE").contains("VARCHAR");
        assertThat(failure.action())
                .contains("MODIFY COLUMN \"AMOUNT\" UNSET MASKING POLICY")
                .contains("SET MASKING POLICY <a policy for VARCHAR>");
        assertThat(statements().subList(asked, statements().size()))
                .noneMatch(s -> s.sql().startsWith("ALTER TABLE"));

        administer("ALTER TABLE " + name("DEALS") + " MODIFY COLUMN AMOUNT UNSET MASKING POLICY");
        load(WIDE, "many");
        assertThat(place.read("deals")).extracting(r -> r.get("amount")).containsExactlyInAnyOrder("12.5", "many");
    }

    private ColumnAttributes attributes(String object, String domain) {
        try (var session = Session.open(
                place.source(), "{}", new CostMeter(Timing.SYSTEM.nanos(), SnowflakeSettings.DEFAULT_AUTO_SUSPEND))) {
            return new AttributeReader(session, place.settings().place())
                    .read(object, domain)
                    .getOrDefault("AMOUNT", ColumnAttributes.NONE);
        }
    }

    private String name(String object) {
        return "HUBSPOT." + place.schema() + "." + object;
    }

    private void administer(String sql) {
        place.administer(sql);
    }

    private List<StatementRecord> statements() {
        return SnowflakePlace.emulator().admin().statements();
    }

    private void load(TableSchema schema, Object... values) {
        try (Destination destination = place.open();
                var stage = destination.openStage(schema)) {
            stage.append(List.of(RowMaker.id(values[0].hashCode()).values(values)));
            destination.commit(new Commit(List.of(stage), List.of(), List.of(), List.of(), List.of()));
        }
    }
}
