package io.hubflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.FactSet;
import io.hubflow.engine.destination.FactTable;
import io.hubflow.engine.destination.FactTable.Keep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where every row is kept: what HubSpot no longer remembers stays, nothing is doubled, and each version ends at the next. */
abstract class FactVersionContract extends FactFixture {
    private static final FactTable HISTORY = new FactTable(
            "deals_history",
            List.of(
                    new Column("_id", ColumnType.BIGINT),
                    new Column("property", ColumnType.VARCHAR),
                    new Column("value", ColumnType.VARCHAR),
                    new Column("valid_from", ColumnType.TIMESTAMP),
                    new Column("valid_to", ColumnType.TIMESTAMP),
                    new Column("source", ColumnType.VARCHAR)),
            List.of("_id", "property", "valid_from"),
            "_id",
            Keep.EVERY,
            "valid_to");

    /** Versions, each {@code from:property=value}. */
    private static FactSet versions(long id, long readAt, String... versions) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (var version : versions) {
            var from = Long.parseLong(version.substring(0, version.indexOf(':')));
            var property = version.substring(version.indexOf(':') + 1, version.indexOf('='));
            var value = version.substring(version.indexOf('=') + 1);
            rows.add(new @Nullable Object[] {id, property, value, at(from), null, "API"});
        }
        return new FactSet(id, RowMaker.EPOCH + readAt, rows);
    }

    /** The versions of the table as {@code id property=value from-to}, sorted. */
    private List<String> history() {
        return place().read(HISTORY.name()).stream()
                .map(row -> row.get("_id") + " " + row.get("property") + "=" + row.get("value") + " "
                        + millis(row.get("valid_from")) + "-" + millis(row.get("valid_to")))
                .sorted()
                .toList();
    }

    private static String millis(@Nullable Object time) {
        return time == null ? "" : String.valueOf(((java.time.Instant) time).toEpochMilli() - RowMaker.EPOCH);
    }

    @Test
    void eachVersionEndsWhereTheNextBegins() {
        assertThat(facts(
                        HISTORY,
                        versions(1, 100, "30:stage=c", "10:stage=a", "20:stage=b", "15:amount=5"),
                        versions(2, 100, "12:stage=x")))
                .isEqualTo(result(HISTORY, 5, 0, 0, 0));
        assertThat(history())
                .containsExactly(
                        "1 amount=5 15-", "1 stage=a 10-20", "1 stage=b 20-30", "1 stage=c 30-", "2 stage=x 12-");
    }

    @Test
    void aVersionThatWasOpenEndsEvenWhenTheNewReadingNoLongerHasIt() {
        facts(HISTORY, versions(1, 100, "10:stage=a"), versions(2, 100, "10:stage=a"));
        assertThat(facts(HISTORY, versions(1, 200, "150:stage=b"))).isEqualTo(result(HISTORY, 1, 1, 0, 0));
        assertThat(history()).containsExactly("1 stage=a 10-150", "1 stage=b 150-", "2 stage=a 10-");
    }

    @Test
    void nothingIsDoubledWhenReadAgain() {
        facts(HISTORY, versions(1, 100, "10:stage=a", "20:stage=b"));
        assertThat(facts(HISTORY, versions(1, 100, "10:stage=a", "20:stage=b"))).isEqualTo(result(HISTORY, 0, 0, 0, 2));
        assertThat(facts(HISTORY, versions(1, 200, "20:stage=b", "10:stage=a"))).isEqualTo(result(HISTORY, 0, 0, 0, 2));
        reopen();
        assertThat(facts(HISTORY, versions(1, 300, "20:stage=b"))).isEqualTo(result(HISTORY, 0, 0, 0, 1));
        assertThat(history()).containsExactly("1 stage=a 10-20", "1 stage=b 20-");
        assertThat(place().read(HISTORY.name()))
                .extracting(row -> row.get("_synced_at"))
                .containsOnly(at(100));
    }

    @Test
    void aVersionTakesTheValuesOfItsNewestReading() {
        facts(HISTORY, versions(1, 100, "10:stage=a"));
        assertThat(facts(HISTORY, versions(1, 200, "10:stage=A"))).isEqualTo(result(HISTORY, 0, 1, 0, 0));
        assertThat(facts(HISTORY, versions(1, 150, "10:stage=old"))).isEqualTo(result(HISTORY, 0, 0, 0, 1));
        assertThat(history()).containsExactly("1 stage=A 10-");
    }

    @Test
    void anOlderReadingMayStillBringVersionsThatANewerOneHadLost() {
        facts(HISTORY, versions(1, 200, "20:stage=b", "30:stage=c"));
        assertThat(facts(HISTORY, versions(1, 100, "10:stage=a", "20:stage=b"))).isEqualTo(result(HISTORY, 1, 0, 0, 1));
        assertThat(history()).containsExactly("1 stage=a 10-20", "1 stage=b 20-30", "1 stage=c 30-");
    }

    @Test
    void allSetsOfOneStageCount() {
        assertThat(facts(HISTORY, versions(1, 200, "20:stage=new"), versions(1, 100, "10:stage=a", "20:stage=old")))
                .isEqualTo(result(HISTORY, 2, 0, 0, 1));
        assertThat(history()).containsExactly("1 stage=a 10-20", "1 stage=new 20-");
    }

    @Test
    void anEmptySetLeavesWhatIsThere() {
        facts(HISTORY, versions(1, 100, "10:stage=a"));
        assertThat(facts(HISTORY, versions(1, 200))).isEqualTo(result(HISTORY, 0, 0, 0, 0));
        assertThat(history()).containsExactly("1 stage=a 10-");
    }

    @Test
    void aRecordThatIsForgottenLosesItsVersions() {
        facts(HISTORY, versions(1, 100, "10:stage=a", "20:stage=b"), versions(2, 100, "10:stage=a"));
        assertThat(forget(HISTORY, "_id", 1, 200)).isEqualTo(result(HISTORY, 0, 0, 2, 0));
        facts(HISTORY, versions(1, 150, "10:stage=a"));
        assertThat(history()).containsExactly("2 stage=a 10-");
        facts(HISTORY, versions(1, 300, "20:stage=b"));
        assertThat(history()).containsExactly("1 stage=b 20-", "2 stage=a 10-");
    }
}
