package io.hubflow.engine.absence;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.read.MergedIds;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MalformedRecord;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordPage;
import io.hubflow.hubspot.RecordState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AbsentRecordsTest {
    private final FakeReads hubSpot = new FakeReads();
    private final AbsentRecords records =
            new AbsentRecords(hubSpot, new MergedIds(PropertySelection.of(List.of("hs_merged_object_ids"))));

    @Test
    void tellsLiveArchivedAndGoneApart() {
        hubSpot.live.add(1L);
        hubSpot.archived.add(2L);

        assertThat(records.judge(List.of(1L, 2L, 3L)))
                .isEqualTo(Map.of(1L, new Verdict.Live(), 2L, new Verdict.Archived(), 3L, new Verdict.Gone()));
    }

    @Test
    void oneOmittedAnswerProvesNothing() {
        hubSpot.live.add(1L);
        hubSpot.omittedOnce.add(1L);
        hubSpot.archived.add(2L);
        hubSpot.omittedOnce.add(2L);

        assertThat(records.judge(List.of(1L, 2L)))
                .isEqualTo(Map.of(1L, new Verdict.Live(), 2L, new Verdict.Archived()));
    }

    @Test
    void whatTheListOrTheSearchStillShowsIsNotGone() {
        hubSpot.shown.add(4L);

        assertThat(records.judge(List.of(4L))).isEqualTo(Map.of(4L, new Verdict.Unknown()));
    }

    @Test
    void whatHubSpotDoesNotNameAsNotFoundIsNotGone() {
        hubSpot.silent.put(5L, EnumSet.allOf(RecordState.class));
        hubSpot.silent.put(6L, EnumSet.of(RecordState.LIVE));
        hubSpot.silent.put(7L, EnumSet.of(RecordState.ARCHIVED));

        assertThat(records.judge(List.of(5L, 6L, 7L, 8L)))
                .isEqualTo(Map.of(
                        5L, new Verdict.NotGiven(),
                        6L, new Verdict.NotGiven(),
                        7L, new Verdict.NotGiven(),
                        8L, new Verdict.Gone()));
    }

    @Test
    void anotherRecordInItsPlaceIsItsSurvivor() {
        hubSpot.answeredBy.put(5L, survivor(50, "5;6"));
        hubSpot.answeredBy.put(7L, survivor(70, null));
        hubSpot.archived.add(8L);

        assertThat(records.judge(List.of(5L, 7L, 8L)))
                .isEqualTo(Map.of(5L, new Verdict.Merged(50), 7L, new Verdict.Merged(70), 8L, new Verdict.Archived()));
    }

    @Test
    void aSurvivorAlsoNamesWhatWasMergedIntoItBefore() {
        hubSpot.answeredBy.put(5L, survivor(50, "5;6;8"));
        hubSpot.archived.add(8L);

        records.judge(List.of(5L, 8L));

        assertThat(records.alsoMerged()).isEqualTo(Map.of(6L, 50L));
    }

    @Test
    void aBatchThatIsNotAnsweredWholeSaysNothingOfItsIds() {
        hubSpot.refused.add(150L);

        var verdicts = records.judge(LongStream.range(0, 250).boxed().toList());

        assertThat(verdicts)
                .hasSize(250)
                .containsEntry(150L, new Verdict.Unknown())
                .containsEntry(249L, new Verdict.Gone());
        assertThat(verdicts.values().stream().filter(Verdict.Unknown.class::isInstance))
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void aRecordThatCannotBeReadIsThereAllTheSame() {
        hubSpot.malformed.add(9L);

        assertThat(records.judge(List.of(9L))).isEqualTo(Map.of(9L, new Verdict.Unknown()));
    }

    private static HubSpotRecord survivor(long id, @Nullable String merged) {
        return new HubSpotRecord(id, 0, 0, false, HubSpotRecord.NOT_ARCHIVED, new @Nullable String[] {merged});
    }

    /** HubSpot's answers by id. */
    private static final class FakeReads implements AbsentRecords.Reads {
        private final Set<Long> live = new HashSet<>();
        private final Set<Long> archived = new HashSet<>();
        private final Set<Long> omittedOnce = new HashSet<>();
        private final Set<Long> refused = new HashSet<>();
        private final Set<Long> malformed = new HashSet<>();
        private final Set<Long> shown = new HashSet<>();
        private final Map<Long, HubSpotRecord> answeredBy = new HashMap<>();
        /** In which states HubSpot does not say that it does not find a record. */
        private final Map<Long, Set<RecordState>> silent = new HashMap<>();

        @Override
        public RecordPage batchRead(List<Long> ids, RecordState state) {
            if (ids.stream().anyMatch(refused::contains)) {
                throw new ConnectorException(ErrorCode.HUBSPOT_INCOMPLETE, "errors inside a batch", "", "");
            }
            var found = new ArrayList<HubSpotRecord>();
            var missing = new ArrayList<Long>();
            var bad = new ArrayList<MalformedRecord>();
            for (var id : ids) {
                var there = (state == RecordState.LIVE ? live : archived).contains(id);
                if (there && !omittedOnce.remove(id)) {
                    found.add(survivor(id, null));
                } else if (state == RecordState.LIVE && malformed.contains(id)) {
                    bad.add(new MalformedRecord(Long.toString(id), "no time", "{}"));
                } else {
                    if (state == RecordState.LIVE && answeredBy.containsKey(id)) {
                        found.add(answeredBy.get(id));
                    }
                    missing.add(id);
                }
            }
            var named = missing.stream()
                    .filter(id -> !silent.getOrDefault(id, Set.of()).contains(state))
                    .toList();
            return new RecordPage(found, bad, missing, named, Optional.empty(), OptionalLong.empty(), Instant.EPOCH);
        }

        @Override
        public Set<Long> shown(List<Long> ids) {
            return ids.stream().filter(shown::contains).collect(Collectors.toSet());
        }
    }
}
