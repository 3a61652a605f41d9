package io.hubflow.nifi;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.TableSchema;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.privacy.Protections;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.ReadNotices;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertySelection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The content of a slice FlowFile: the slice, and all that a node needs to read it without asking HubSpot for the catalog.
 * Immutable; the methods that change something return a copy.
 *
 * @param plan what it shares with all slices of the same plan
 * @param list for a list that must be read page by page from its start: where it goes on
 * @param interleavedRows for ids that are read by searches and lists at once: about how many records they hold; absent for all
 *     other slices
 * @param landing what the arrival of its rows means for the state beside them; absent for what no state tells of
 */
public record SliceWork(
        SlicePlan plan,
        Slice slice,
        Optional<ListPosition> list,
        OptionalLong interleavedRows,
        Optional<Landing> landing) {
    /** The media type of the content. */
    public static final String MIME_TYPE = "application/json";

    /** What all slices of one plan have in common; the slice itself is still empty. */
    public static SliceWork planned(
            ObjectType type,
            ObjectPlan plan,
            List<String> sensitive,
            FactPlan facts,
            DeleteMode deletes,
            PortalFacts.IdOrder idOrder,
            long plannedAtMillis) {
        var shared = new SlicePlan(
                type,
                SliceColumns.of(type, plan, sensitive),
                plan.catalogState().protections(),
                SlicePlan.Which.ALL,
                facts,
                deletes,
                idOrder,
                plannedAtMillis);
        return new SliceWork(
                shared,
                new Slice.Ids(type.name(), List.of()),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** The slice's kind as attributes name it: {@code SNAPSHOT}, {@code CHANGES}… */
    public String kind() {
        return interleavedRows.isPresent() ? SliceRanges.INTERLEAVED : SliceRanges.kind(slice);
    }

    public ObjectType type() {
        return plan.type();
    }

    /** The table, with the columns that the slice fills. */
    public TableSchema schema() {
        return plan.columns().schema();
    }

    /** Properties that are read and that a token may lose the right to read. */
    public List<String> sensitive() {
        return plan.columns().sensitive();
    }

    /** How the values of protected properties are stored, by property. */
    public Map<String, String> protections() {
        return plan.protections();
    }

    /** Whether a search brings ids alone, whose records are read by id. */
    public boolean bySearchedIds() {
        return plan.which().bySearchedIds();
    }

    public FactPlan facts() {
        return plan.facts();
    }

    /** What becomes of the rows of departed records. */
    public DeleteMode deletes() {
        return plan.deletes();
    }

    /** HubSpot's clock when it was planned: the rows' time of reading. */
    public long plannedAtMillis() {
        return plan.plannedAtMillis();
    }

    /** Whether it was planned to be stored in this form: otherwise what is read of it must not reach the table. */
    public boolean isStoredAs(Protections stored) {
        var names = new HashSet<>(protections().keySet());
        names.addAll(plan.columns().properties());
        names.addAll(facts().history());
        return stored.states(names).equals(protections());
    }

    /** Whether its records come with facts. */
    public boolean bringsFacts() {
        return !facts().isEmpty();
    }

    /** The same with another slice. */
    public SliceWork with(Slice other) {
        return new SliceWork(plan, other, list, OptionalLong.empty(), landing);
    }

    /** These ids of a first load, read by searches and lists at once. @param rows about how many records they hold */
    public SliceWork interleaving(Slice.Snapshot ids, long rows) {
        return new SliceWork(plan, ids, Optional.empty(), OptionalLong.of(rows), landing);
    }

    /** A list read by HubSpot's own cursors, because this portal's list may not be entered at an id. */
    public SliceWork withSerialList(Slice other) {
        return new SliceWork(plan, other, Optional.of(ListPosition.START), OptionalLong.empty(), landing);
    }

    /** The same, going on elsewhere in the list. */
    public SliceWork at(ListPosition position) {
        return new SliceWork(plan, slice, Optional.of(position), interleavedRows, landing);
    }

    /** The same, read for a part of the state beside the rows. */
    public SliceWork landingAs(Landing meaning) {
        return new SliceWork(plan, slice, list, interleavedRows, Optional.of(meaning));
    }

    /** The same for some of the records. */
    public SliceWork filtered(RecordFilter wanted) {
        return with(plan.with(plan.which().filtered(wanted)));
    }

    /** The same, where a search brings ids alone: records that are read by id are as exact as those of a list. */
    public SliceWork readingBySearchedIds() {
        return with(plan.with(new SlicePlan.Which(plan.which().filter(), true)));
    }

    /** The same without some properties: its rows say nothing about them, and the table keeps their values. */
    public SliceWork without(Set<String> left) {
        return with(plan.with(plan.columns().without(left)));
    }

    private SliceWork with(SlicePlan other) {
        return new SliceWork(other, slice, list, interleavedRows, landing);
    }

    public String toJson() {
        return SliceWorkJson.write(this);
    }

    /** @throws IllegalArgumentException when the text is no slice FlowFile's content */
    public static SliceWork parse(String json) {
        return SliceWorkJson.parse(json);
    }

    /**
     * A reader for this slice and its like. Its rows are dated as of the plan, however late they are read. Which of two
     * versions of a record is the later one is decided by when each was really asked for, see {@link ReadClock}.
     *
     * @param stored how values are stored, see {@link #isStoredAs}
     */
    public SliceReader reader(HubSpotClient client, Protections stored, ReadNotices notices) {
        var columns = plan.columns();
        var selection = PropertySelection.of(columns.properties().stream()
                .filter(property -> !property.isEmpty())
                .toList());
        var plannedAt = Instant.ofEpochMilli(plannedAtMillis());
        var readClock = ReadClock.datedAsOf(plannedAtMillis(), () -> client.serverTimeAfter(plannedAt));
        var reader = new SliceReader(
                client,
                type(),
                new RowMaker(selection, schema(), columns.properties(), columns.propertyTypes(), stored),
                readClock,
                columns.unsearchable(),
                plan.idOrder(),
                plan.which().records(),
                notices);
        return bySearchedIds() ? reader.byId(UnaryOperator.identity()) : reader;
    }
}
