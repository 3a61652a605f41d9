package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.engine.destination.TableSchema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The columns of tables say in the warehouse what HubSpot calls them, and go on doing so when HubSpot's words change. */
abstract class CommentContract extends ContractFixture {
    private static final TableSchema DEALS =
            schema("deals", new Column("dealname", ColumnType.VARCHAR), new Column("hs_priority", ColumnType.VARCHAR));
    private static final String OPTIONS =
            "[{\"value\":\"low\",\"label\":\"Low\"},{\"value\":\"p1\",\"label\":\"It's urgent\"}]";

    @Test
    void columnsSayWhatHubSpotSaysOfThem() {
        describe(property("dealname", "Deal Name", "The name\nof the deal.", false, null));
        describe(
                property("dealname", "Deal Name", "The name\nof the deal.", false, null),
                property("hs_priority", "Priority", "", true, OPTIONS));

        load(DEALS, RowMaker.id(1).values("one", "low"));

        assertThat(place().comments("deals"))
                .containsEntry("dealname", "Deal Name: The name of the deal. (HubSpot property dealname)")
                .containsEntry(
                        "hs_priority",
                        "Priority. Calculated by HubSpot. Options: low, p1 (It's urgent). (HubSpot property hs_priority)")
                .hasEntrySatisfying("_id", comment -> assertThat(comment).contains("HubSpot's id"))
                .hasEntrySatisfying("", comment -> assertThat(comment).contains("HubSpot deals"));
    }

    @Test
    void aChangedLabelChangesTheCommentWithoutARow() {
        describe(property("dealname", "Deal Name", "", false, null));
        load(DEALS, RowMaker.id(1).values("one", "low"));
        reopen();

        describe(property("dealname", "Opportunity", "", false, null));

        assertThat(place().comments("deals")).containsEntry("dealname", "Opportunity. (HubSpot property dealname)");
        assertThat(column("deals", "dealname")).containsExactly("one");
    }

    @Test
    void aNewColumnIsDescribedAlsoWhereItsWordsCameFirst() {
        describe(property("dealname", "Deal Name", "", false, null));
        load(schema("deals", DEALS.columns().getFirst()), RowMaker.id(1).values("one"));
        describe(
                property("dealname", "Deal Name", "", false, null),
                property("hs_priority", "Priority", "", false, null));
        reopen();

        load(DEALS, RowMaker.id(2).values("two", "low"));

        assertThat(place().comments("deals"))
                .containsEntry("hs_priority", "Priority. (HubSpot property hs_priority)")
                .containsEntry("dealname", "Deal Name. (HubSpot property dealname)");
    }

    @Test
    void aPersonsCommentStays() {
        describe(property("dealname", "Deal Name", "", false, null));
        load(DEALS, RowMaker.id(1).values("one", "low"));
        meanwhile("COMMENT ON COLUMN " + place().shown("deals") + ".dealname IS 'as sales says'");

        describe(
                property("dealname", "Opportunity", "", false, null),
                property("hs_priority", "Priority", "", false, null));
        load(DEALS, RowMaker.id(2).values("two", "low"));

        assertThat(place().comments("deals"))
                .containsEntry("dealname", "as sales says")
                .containsEntry("hs_priority", "Priority. (HubSpot property hs_priority)");
    }

    private void describe(ReferenceTableRow... properties) {
        var columns = List.of(
                new Column("object_type", ColumnType.VARCHAR),
                new Column("name", ColumnType.VARCHAR),
                new Column("column_name", ColumnType.VARCHAR),
                new Column("label", ColumnType.VARCHAR),
                new Column("description", ColumnType.VARCHAR),
                new Column("calculated", ColumnType.BOOLEAN),
                new Column("options", ColumnType.JSON));
        var rows = Arrays.stream(properties).map(ReferenceTableRow::values).toList();
        var table = new ReferenceTable("hubspot_properties", columns, "object_type", "deals", rows);
        destination().commit(new Commit(List.of(), List.of(), List.of(table), List.of(), List.of()));
    }

    private record ReferenceTableRow(List<@Nullable Object> values) {}

    private static ReferenceTableRow property(
            String name, String label, String description, boolean calculated, @Nullable String options) {
        return new ReferenceTableRow(Arrays.asList("deals", name, name, label, description, calculated, options));
    }
}
