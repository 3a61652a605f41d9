package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.ListPosition;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.range.IdIntervals;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.Slice;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.nifi.FactPlan;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import io.hubflow.nifi.list.FirstLoad.Way;
import io.hubflow.nifi.list.SliceSplitter.CountedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstLoadTest {
    private static final ObjectType CONTACTS =
            new ObjectType("contacts", "contacts", "0-1", "lastmodifieddate", "contacts", false, List.of());
    private static final Slice.Snapshot WHOLE = new Slice.Snapshot("contacts", IdRange.ALL, 0, Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "1, LISTS, 0, 1",
        "10, LISTS, 7, 3",
        "10, SERIAL_LIST, 1, 7",
        "2, LISTS, 1, 1",
        "40, SERIAL_LIST, 1, 28",
        "1, INTERLEAVED, 0, 1",
        "10, INTERLEAVED, 0, 10"
    })
    void everyIdIsInExactlyOneSlice(int ranges, Way way, int lists, int searches) {
        var slices = share(ranges, way);

        assertThat(slices)
                .filteredOn(work -> work.slice() instanceof Slice.Refresh)
                .hasSize(lists);
        assertThat(slices)
                .filteredOn(work -> work.slice() instanceof Slice.Snapshot)
                .hasSize(searches);
        var covered = IdIntervals.NONE;
        var width = 0L;
        for (var work : slices) {
            covered = covered.plus(SliceRanges.of(work.slice()));
            width += SliceRanges.of(work.slice()).width();
        }
        assertThat(covered.gapsIn(IdRange.ALL).ranges()).isEmpty();
        assertThat(width).as("no overlap").isEqualTo(IdRange.ALL.width());
    }

    @ParameterizedTest
    @CsvSource({"LISTS, false", "SERIAL_LIST, true"})
    void aListIsEnteredAtAnIdOnlyWhereThatIsKnownToWork(Way way, boolean fromTheStart) {
        var lists = share(10, way).stream()
                .filter(work -> work.slice() instanceof Slice.Refresh)
                .toList();

        assertThat(lists)
                .allSatisfy(work -> assertThat(work.list())
                        .isEqualTo(fromTheStart ? Optional.of(ListPosition.START) : Optional.empty()));
    }

    private static final PropertyDefinition EMAIL = new PropertyDefinition(
            "email",
            "Email",
            "",
            "",
            "string",
            "text",
            List.of(),
            "",
            PropertyDefinition.DataSensitivity.NON_SENSITIVE,
            false,
            false,
            true,
            false,
            false,
            0);

    private static SliceWork template() {
        var plan = ObjectPlan.of(
                CONTACTS, List.of(EMAIL), List.of(), Optional.empty(), Optional.empty(), CatalogState.EMPTY, 0);
        return SliceWork.planned(
                CONTACTS, plan, List.of(), FactPlan.NONE, DeleteMode.SOFT, PortalFacts.IdOrder.NUMERIC, 1);
    }

    @Test
    void aSliceIsHandedOutAsSoonAsItsRangeIsKnown() {
        var slices = new ArrayList<SliceWork>();
        var load = new FirstLoad(template(), WHOLE, 10_000, Way.LISTS, slices::addAll);

        load.take(List.of(range(0, 10)));
        load.take(List.of(range(9, 10)));

        assertThat(slices)
                .extracting(SliceWork::slice)
                .hasExactlyElementsOfTypes(Slice.Refresh.class, Slice.Snapshot.class);
    }

    @Test
    void theOneSerialListIsHandedOutOnceItsEndIsKnown() {
        var slices = new ArrayList<SliceWork>();
        var load = new FirstLoad(template(), WHOLE, 10_000, Way.SERIAL_LIST, slices::addAll);

        load.take(List.of(range(0, 10), range(9, 10), range(1, 10), range(2, 10)));
        assertThat(slices).hasSize(1);
        load.take(List.of(range(3, 10)));

        assertThat(slices)
                .filteredOn(work -> work.list().isPresent())
                .singleElement()
                .satisfies(work -> assertThat(SliceRanges.of(work.slice())).isEqualTo(new IdRange(0, 1_500)));
    }

    @Test
    void anInterleavedSliceSaysHowManyRecordsItHolds() {
        assertThat(share(3, Way.INTERLEAVED)).allSatisfy(work -> {
            assertThat(work.interleavedRows()).hasValue(1_000);
            assertThat(work.kind()).isEqualTo("INTERLEAVED");
            assertThat(SliceWork.parse(work.toJson())).isEqualTo(work);
        });
    }

    /** As they become known: from both ends to the middle. */
    private static List<SliceWork> share(int ranges, Way way) {
        var slices = new ArrayList<SliceWork>();
        var load = new FirstLoad(template(), WHOLE, ranges * 1_000L, way, slices::addAll);
        for (int low = 0, high = ranges - 1; low <= high; low++, high--) {
            load.take(low == high ? List.of(range(low, ranges)) : List.of(range(low, ranges), range(high, ranges)));
        }
        load.finish();
        return slices;
    }

    /** Of a thousand rows each. */
    private static CountedRange range(int number, int count) {
        var to = number == count - 1 ? IdRange.END : (number + 1) * 500L;
        return new CountedRange(new IdRange(number * 500L, to), 1_000, number * 1_000L);
    }
}
